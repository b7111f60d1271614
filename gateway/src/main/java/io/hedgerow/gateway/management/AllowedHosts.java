package io.hedgerow.gateway.management;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Locale;
import java.util.Set;

/**
 * Rejects requests for unknown host names. Otherwise the owner of a web page could let its host
 * name resolve to this listener and read the answers (DNS rebinding). IP addresses are safe.
 *
 * @param names in lower case
 */
record AllowedHosts(Set<String> names) {
  private static final String LOCALHOST = "localhost";

  /** Whether the request names an allowed host, or none; browsers always name one. */
  boolean allows(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null) {
      return !request.headers().contains(HttpHeaders.HOST);
    }
    String host = authority.host().toLowerCase(Locale.ROOT);
    return NetUtil.isValidIpV4Address(host)
        || NetUtil.isValidIpV6Address(host)
        || host.equals(LOCALHOST)
        || names.contains(host);
  }
}
