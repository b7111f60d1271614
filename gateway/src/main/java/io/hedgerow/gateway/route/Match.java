package io.hedgerow.gateway.route;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The route of a request's path, and what its pattern matched.
 *
 * @param path the pattern, one of the route's
 * @param variables segments by the name of their variable, as the caller sent them
 * @param rest what {@code *} matched, as the caller sent it; null if the pattern has none
 */
public record Match(
    Route route, PathPattern path, Map<String, String> variables, @Nullable String rest) {
  public Match {
    variables = Map.copyOf(variables);
  }
}
