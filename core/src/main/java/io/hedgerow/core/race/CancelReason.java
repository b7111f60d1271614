package io.hedgerow.core.race;

/** Why a running attempt was cancelled. */
public enum CancelReason implements Labelled {
  /** Another attempt decided the race. The loser did not fail. */
  SUPERSEDED,
  /** The deadline was reached: the upstream did not answer in time. */
  DEADLINE,
  /** The caller hung up. */
  CALLER_LEFT,
  /** A bug on our side ended the race. Set by the host of the race, never by the race itself. */
  INTERNAL_ERROR;

  private final String label = Labelled.labelOf(this);

  @Override
  public String label() {
    return label;
  }
}
