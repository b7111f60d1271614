package io.hedgerow.gateway.protection;

import io.hedgerow.core.race.Labelled;

/** Why a request was refused, or a hedge withheld. */
public enum ShedReason implements Labelled {
  /** As many requests are in flight as are allowed. */
  REQUESTS_MAX,
  /** The event loop is overloaded. */
  LOOP_DELAY,
  /** As many attempts are under way as the upstream is thought to bear. */
  UPSTREAM_LIMIT,
  /** The budget of hedges is used up. */
  HEDGE_BUDGET;
}
