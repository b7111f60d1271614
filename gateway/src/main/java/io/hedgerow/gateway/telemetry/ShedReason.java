package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Labelled;

/** Why a request was rejected or a hedge withheld. */
public enum ShedReason implements Labelled {
  /** The maximum number of requests is in flight. */
  REQUESTS_MAX,
  /** The event loop is overloaded. */
  LOOP_DELAY,
  /** The maximum number of attempts is in flight. */
  UPSTREAM_LIMIT,
  /** The hedge budget is used up. */
  HEDGE_BUDGET,
  /** Every replica of the upstream asked for a pause (Retry-After). */
  RETRY_AFTER;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
