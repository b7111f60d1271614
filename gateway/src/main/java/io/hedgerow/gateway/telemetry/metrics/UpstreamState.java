package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.race.Labelled;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;

/**
 * What the end of an attempt says about the upstream, for an operator who asks whether it is well.
 */
enum UpstreamState implements Labelled {
  /** A valid answer in time. */
  SUCCESS,
  /** No answer before the deadline. */
  TIMEOUT,
  /** An answer with an error of its own. */
  SERVICE_ERROR,
  /** It cannot be reached, breaks connections off, or says that it is unavailable. */
  UNAVAILABLE,
  /** An answer that is none. */
  INVALID,
  /** Nothing: the attempt was ended, or could not be sent, on our side. */
  UNKNOWN;

  private static final int SERVICE_UNAVAILABLE = 503;

  static UpstreamState of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Succeeded _ -> SUCCESS;
      case Outcome.TimedOut _ -> TIMEOUT;
      case Outcome.BadStatus(int status) ->
          status == SERVICE_UNAVAILABLE ? UNAVAILABLE : SERVICE_ERROR;
      case Outcome.Unreachable(Cause cause) when cause == Cause.NO_CONNECTION_FREE -> UNKNOWN;
      case Outcome.Unreachable _, Outcome.ConnectionLost _ -> UNAVAILABLE;
      case Outcome.BadPayload _, Outcome.TooLarge _ -> INVALID;
      case Outcome.Cancelled _ -> UNKNOWN;
    };
  }
}
