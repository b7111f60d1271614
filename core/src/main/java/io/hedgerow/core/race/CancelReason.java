package io.hedgerow.core.race;

import java.util.Locale;

/** Why a running attempt was cancelled. */
public enum CancelReason {
  /** Another attempt won: this one is a loser, and nothing is wrong with it. */
  SUPERSEDED,
  /** The deadline came first: the upstream did not answer in time. */
  DEADLINE,
  /** The caller hung up. */
  CALLER_LEFT;

  /** The reason's name wherever people or machines read it, such as {@code caller-left}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
