package io.hedgerow.gateway.protection;

import java.util.Locale;

/** Why a request was refused, or a hedge withheld. */
public enum ShedReason {
  /** As many requests are in flight as are allowed. */
  REQUESTS_MAX,
  /** The event loop is overloaded. */
  LOOP_DELAY,
  /** As many attempts are under way as the upstream is thought to bear. */
  UPSTREAM_LIMIT,
  /** The budget of hedges is used up. */
  HEDGE_BUDGET;

  /** The reason's name wherever people or machines read it, such as {@code loop-delay}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
