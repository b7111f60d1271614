package io.hedgerow.gateway.management;

import io.hedgerow.gateway.inbound.CallerServer;
import io.hedgerow.gateway.settings.Secret;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests may change something: a POST without a body that no page of another origin
 * caused, with the token if one is set. Without a token, the listener must be on a loopback
 * address.
 *
 * @param host the address or name that the listener listens on
 * @param token null if none is set
 */
record ChangeGuard(String host, @Nullable Secret token) {
  private static final String TEXT = "text/plain";
  private static final String SCHEME = "Bearer ";

  /** Whether anybody may change anything: only with a token, or on a loopback address. */
  boolean isWritable() {
    return token != null || isLoopback();
  }

  /** A name other than localhost does not count as loopback, whatever it resolves to. */
  private boolean isLoopback() {
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
  }

  /**
   * Answers a request that must not change anything.
   *
   * @param expected what to do instead of sending a body, for the message
   * @return whether the request was refused, and so answered
   */
  boolean refuses(ManagementRequest request, String expected) {
    HttpServerRequest http = request.http();
    if (!http.method().equals(HttpMethod.POST)) {
      http.response().putHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
      request.answer(405, TEXT, "POST only\n");
    } else if (CrossOrigin.isSuspected(http)) {
      request.answer(403, TEXT, "sent by a web page of another origin\n");
    } else if (!isWritable()) {
      request.answer(
          403,
          TEXT,
          "read-only: management.host is %s (expected: a loopback address, or a management.token)\n"
              .formatted(host));
    } else if (token != null && !isAuthorized(http, token)) {
      http.response().putHeader("www-authenticate", "Bearer");
      request.answer(
          401,
          TEXT,
          "authorization: missing or wrong (expected: Bearer and the management.token)\n");
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
