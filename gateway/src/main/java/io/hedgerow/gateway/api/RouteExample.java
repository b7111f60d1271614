package io.hedgerow.gateway.api;

import io.hedgerow.gateway.route.DeadlineRule;
import io.hedgerow.gateway.route.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * An example request to a route.
 *
 * @param target path and query, such as {@code /api/first?timeout=1000}; path variables appear as
 *     such
 * @param isComplete whether a browser can send it: no variable, no required header
 */
record RouteExample(String target, boolean isComplete) {
  private static final long TIMEOUT_MILLIS = 1000;

  static RouteExample of(Route route) {
    DeadlineRule deadline = route.deadline();
    String path = route.paths().getFirst().toString();
    boolean isInQuery = deadline.source() == DeadlineRule.Source.QUERY;
    String query =
        "?%s=%d"
            .formatted(
                URLEncoder.encode(deadline.name(), StandardCharsets.UTF_8),
                Math.min(TIMEOUT_MILLIS, deadline.maxMillis()));
    return new RouteExample(
        isInQuery ? path + query : path,
        route.paths().getFirst().isLiteral()
            && route.methods().contains("GET")
            && (isInQuery || deadline.otherwise() != null));
  }
}
