package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;

/** Groups races by what makes them worth looking at. A race is in the first class that fits. */
enum RaceClass implements Labelled {
  /** Still running. */
  RUNNING,
  /** The upstream gave no usable answer, or the caller left. */
  FAILED,
  /** Answered less than 10 ms before the deadline, or after it. */
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
