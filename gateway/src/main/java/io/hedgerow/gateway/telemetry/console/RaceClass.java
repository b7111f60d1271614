package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;

/** What makes a race worth looking at. A race is in the first class that fits. */
enum RaceClass implements Labelled {
  /** Not over. */
  RUNNING,
  /** Without an answer of the upstream that the route can use, or without a caller. */
  FAILED,
  /** Answered in the last 10 ms before the deadline, or after it. */
  NEAR_DEADLINE,
  /** Ended by an answer that is neither a success nor a failure. */
  FINAL,
  /** Won by a hedge. */
  HEDGE_WON,
  /** Slower than 95 % of the route's requests. */
  BEYOND_P95,
  /** Slower than half of the route's requests. */
  MEDIAN_TO_P95,
  /** All others. */
  FAST;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
