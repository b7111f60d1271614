package io.hedgerow.gateway.chaos;

import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.PathPattern;
import io.hedgerow.gateway.route.PathSegment;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The API of this process, as a caller on this machine reaches it. Thread-safe.
 *
 * @param routes in force
 * @param host the address it listens on
 * @param port called once it listens
 */
public record Api(Supplier<Routes> routes, String host, IntSupplier port, boolean isTls) {
  private static final long TIMEOUT_MILLIS = 1000;

  /** The routes that ask a simulator of this process. */
  List<Route> simulatedRoutes() {
    return routes.get().routes().stream()
        .filter(route -> route.upstream().equals(Route.DEFAULT_UPSTREAM))
        .filter(route -> route.methods().contains("GET"))
        .toList();
  }

  /** A request for this route; each variable of its path is 1, and the timeout at most a second. */
  RequestOptions request(Route route) {
    DeadlineRule deadline = route.deadline();
    String timeout = String.valueOf(Math.min(TIMEOUT_MILLIS, deadline.maxMillis()));
    String path = path(route.paths().getFirst());
    int apiPort = port.getAsInt();
    RequestOptions request =
        new RequestOptions()
            .setServer(SocketAddress.inetSocketAddress(apiPort, reachable()))
            .setHost("localhost")
            .setPort(apiPort)
            .setSsl(isTls);
    return switch (deadline.source()) {
      case HEADER -> request.setURI(path).putHeader(deadline.name(), timeout);
      case QUERY -> {
        String name = URLEncoder.encode(deadline.name(), StandardCharsets.UTF_8);
        yield request.setURI(path + "?" + name + "=" + timeout);
      }
    };
  }

  private String reachable() {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> host.contains(":") ? "[" + host + "]" : host;
    };
  }

  private static String path(PathPattern pattern) {
    return pattern.segments().stream()
        .map(
            segment ->
                switch (segment) {
                  case PathSegment.Literal(String text) -> "/" + text;
                  case PathSegment.Variable _ -> "/1";
                  case PathSegment.Rest _ -> "/";
                })
        .collect(Collectors.joining());
  }
}
