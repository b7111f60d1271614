package io.hedgerow.gateway.api;

import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.gateway.telemetry.ShedReason;
import org.jspecify.annotations.Nullable;

/**
 * Hedges that were due in a race but were not launched.
 *
 * @param withheld hedges that were not permitted; null for none
 * @param shadowed permitted hedges of a plan in shadow; null for none
 */
public record UnlaunchedHedges(@Nullable Withheld withheld, @Nullable Shadowed shadowed) {
  /** All hedges that were due were launched. */
  public static final UnlaunchedHedges NONE = new UnlaunchedHedges(null, null);

  /**
   * Hedges that were not permitted.
   *
   * @param count 1 or more
   */
  public record Withheld(int count, ShedReason reason) {}

  /**
   * Hedges of a plan in shadow.
   *
   * @param count 1 or more
   * @param reason why they would have been launched
   */
  public record Shadowed(int count, LaunchReason reason) {}
}
