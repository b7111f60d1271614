package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;
import io.hedgerow.core.race.Outcome;

/** The kinds of {@link Outcome}, as an enum with the same labels. */
enum OutcomeKind implements Labelled {
  SUCCEEDED,
  FINAL,
  BAD_STATUS,
  BAD_PAYLOAD,
  TOO_LARGE,
  UNREACHABLE,
  CONNECTION_LOST,
  TIMED_OUT,
  CANCELLED;

  private final String label = Labelled.labelOf(this);

  static OutcomeKind of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> SUCCEEDED;
      case Outcome.Final _ -> FINAL;
      case Outcome.BadStatus _ -> BAD_STATUS;
      case Outcome.BadPayload _ -> BAD_PAYLOAD;
      case Outcome.TooLarge _ -> TOO_LARGE;
      case Outcome.Unreachable _ -> UNREACHABLE;
      case Outcome.ConnectionLost _ -> CONNECTION_LOST;
      case Outcome.TimedOut _ -> TIMED_OUT;
      case Outcome.Cancelled _ -> CANCELLED;
    };
  }

  /** What this outcome tells about the time that an answer takes. */
  TimeHistogram.End end() {
    return switch (this) {
      case SUCCEEDED, FINAL -> TimeHistogram.End.ANSWERED;
      case BAD_STATUS, BAD_PAYLOAD, TOO_LARGE, UNREACHABLE, CONNECTION_LOST ->
          TimeHistogram.End.FAILED;
      case TIMED_OUT, CANCELLED -> TimeHistogram.End.UNKNOWN;
    };
  }

  @Override
  public String label() {
    return label;
  }
}
