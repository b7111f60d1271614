package io.hedgerow.gateway.management;

import io.hedgerow.gateway.inbound.CallerServer;
import io.hedgerow.gateway.settings.Secret;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may change something through this listener: never from a page of another origin, and with the
 * token if there is one.
 *
 * @param isLoopback whether only programs on this machine reach the listener
 * @param token null for none
 */
record ChangeGuard(boolean isLoopback, @Nullable Secret token) {
  private static final String TEXT = "text/plain";
  private static final String SCHEME = "Bearer ";

  /**
   * The guard of a listener.
   *
   * @param host its address or name
   */
  static ChangeGuard of(String host, @Nullable Secret token) {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    boolean isLoopback =
        address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
    return new ChangeGuard(isLoopback, token);
  }

  /** Whether the console may change something. */
  boolean isWritable() {
    return isLoopback || token != null;
  }

  /**
   * Answers a request that may not change anything; returns whether it has.
   *
   * @param methods that change it
   * @param expected of a request with a body, such as {@code the routes are read from their file}
   */
  boolean refuses(ManagementRequest request, List<HttpMethod> methods, String expected) {
    HttpServerRequest http = request.http();
    if (!methods.contains(http.method())) {
      List<String> names = methods.stream().map(HttpMethod::name).toList();
      http.response().putHeader(HttpHeaders.ALLOW, String.join(", ", names));
      request.answer(405, TEXT, String.join(" or ", names) + " only\n");
    } else if (CrossOrigin.isSuspected(http)) {
      request.answer(403, TEXT, "sent by a web page of another origin\n");
    } else if (token != null && !isAuthorized(http, token)) {
      http.response().putHeader("www-authenticate", "Bearer");
      request.answer(
          401,
          TEXT,
          "authorization: missing or wrong (expected: Bearer and the" + " management.token)\n");
    } else if (CallerServer.announcesBody(http)) {
      request.answer(400, TEXT, "a body is not accepted: " + expected + "\n");
    } else {
      return false;
    }
    return true;
  }

  private static boolean isAuthorized(HttpServerRequest http, Secret token) {
    String given = http.getHeader(HttpHeaders.AUTHORIZATION);
    return given != null && given.startsWith(SCHEME) && token.is(given.substring(SCHEME.length()));
  }
}
