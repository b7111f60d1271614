package io.hedgerow.gateway.testing;

import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.RouteTable;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Destination;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;

/** Makes requests in the form that listeners get. */
public final class ArrivedRequest {
  private static final Routes BUILT_IN = Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300));
  private static final UpstreamUrl UPSTREAM =
      UpstreamUrl.parse("http://upstream.test:8002/api/work?key=secret");

  private ArrivedRequest() {}

  /** A GET of a built-in route. */
  public static StartedRequest of(String route) {
    return of(route, "GET", MultiMap.caseInsensitiveMultiMap(), 0);
  }

  /** A request of a built-in route. */
  public static StartedRequest of(String route, String method, MultiMap headers, long startNanos) {
    String path = "/api/" + route;
    return of(BUILT_IN.named(route), path, UPSTREAM, method, headers, startNanos);
  }

  /** A request of any route. */
  public static StartedRequest of(
      Route route,
      String path,
      UpstreamUrl upstream,
      String method,
      MultiMap headers,
      long startNanos) {
    Match match = Objects.requireNonNull(RouteTable.of(List.of(route)).find(path));
    return new StartedRequest(
        new Destination(match, upstream), method, "http", path, headers, startNanos);
  }
}
