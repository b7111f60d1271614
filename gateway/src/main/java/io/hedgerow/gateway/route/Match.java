package io.hedgerow.gateway.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The route that serves a request's path, and what the route's pattern matched.
 *
 * @param path the pattern that matched, one of the route's
 * @param variables the matched segments by the name of their variable, not decoded
 * @param rest what {@code *} matched, not decoded; null if the pattern has no {@code *}
 */
public record Match(
    Route route, PathPattern path, Map<String, String> variables, @Nullable String rest) {
  public Match {
    variables = Map.copyOf(variables);
  }
}
