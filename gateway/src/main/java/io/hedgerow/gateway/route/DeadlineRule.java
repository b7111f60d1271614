package io.hedgerow.gateway.route;

import io.hedgerow.gateway.settings.TimeSpan;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take, and who says so.
 *
 * @param source where the caller says it
 * @param name of the query parameter or the header, whose value is a whole number of milliseconds
 * @param otherwise the timeout of a request that names none; null if it must name one
 * @param max the longest timeout
 * @param above what happens to a request that asks for more
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
