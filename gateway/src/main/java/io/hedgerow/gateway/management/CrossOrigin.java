package io.hedgerow.gateway.management;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Recognizes requests that a web page of another origin makes a browser send (CSRF). Browsers mark
 * them in {@code Sec-Fetch-Site} (W3C Fetch Metadata); over plain HTTP to hosts other than
 * localhost, only in {@code Origin}. Other clients send neither. Relies on {@link AllowedHosts}.
 */
final class CrossOrigin {
  private static final Set<String> HARMLESS_SITES = Set.of("same-origin", "none");

  private CrossOrigin() {}

  /** Whether a page of another origin may have caused the request. */
  static boolean isSuspected(HttpServerRequest request) {
    List<String> sites = request.headers().getAll("sec-fetch-site");
    return sites.isEmpty()
        ? !request.headers().getAll("origin").stream().allMatch(origin -> isOwn(origin, request))
        : !HARMLESS_SITES.containsAll(sites);
  }

  /** Accepts both schemes, because a proxy may terminate TLS. */
  private static boolean isOwn(String origin, HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null) {
      return false;
    }
    String lower = origin.toLowerCase(Locale.ROOT);
    String own = "://" + authority.toString().toLowerCase(Locale.ROOT);
    return lower.equals("http" + own) || lower.equals("https" + own);
  }
}
