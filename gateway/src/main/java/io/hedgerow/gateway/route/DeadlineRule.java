package io.hedgerow.gateway.route;

import io.hedgerow.gateway.settings.TimeSpan;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take, and where the caller says so.
 *
 * @param source where the caller says it
 * @param name of the query parameter or header; its value is a whole number of milliseconds
 * @param otherwise the timeout if the request has none; null if it must have one
 * @param max the longest timeout
 * @param above what happens if the request asks for more than {@code max}
 */
public record DeadlineRule(
    Source source, String name, @Nullable TimeSpan otherwise, TimeSpan max, Above above) {
  /** Where a caller says how long it waits. */
  public enum Source {
    QUERY,
    HEADER
  }

  /** What happens to a timeout above the maximum. */
  public enum Above {
    /** The request gets a 400. */
    REFUSE,
    /** The maximum applies. */
    CLAMP
  }

  /** The longest timeout in milliseconds. */
  public long maxMillis() {
    return max.millis();
  }
}
