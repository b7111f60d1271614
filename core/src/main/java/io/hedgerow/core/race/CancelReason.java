package io.hedgerow.core.race;

/** Why a running attempt was cancelled. */
public enum CancelReason implements Labelled {
  /** Another attempt won: this one is a loser, and nothing is wrong with it. */
  SUPERSEDED,
  /** The deadline came first: the upstream did not answer in time. */
  DEADLINE,
  /** The caller hung up. */
  CALLER_LEFT,
  /** A bug on our side ended the race. Given by whoever runs the race, never by the race itself. */
  INTERNAL_ERROR;
}
