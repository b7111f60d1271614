package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Labelled;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import java.util.concurrent.TimeUnit;

/** What an attempt's outcome says about the health of the upstream. */
public enum UpstreamState implements Labelled {
  /** A success or a final answer in time. */
  SUCCESS,
  /** No answer before the deadline. */
  TIMEOUT,
  /** An HTTP error other than 503. */
  SERVICE_ERROR,
  /** Not reachable, connection lost, or 503. */
  UNAVAILABLE,
  /** An answer with an invalid body. */
  INVALID,
  /** Says nothing: the gateway cancelled the attempt or could not send it. */
  UNKNOWN;

  private static final int SERVICE_UNAVAILABLE = 503;
  private static final long INFORMATIVE_TIMEOUT_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);

  private final String label = Labelled.labelOf(this);

  public static UpstreamState of(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Answer _ -> SUCCESS;
      case Outcome.TimedOut _ -> TIMEOUT;
      case Outcome.BadStatus(int status) ->
          status == SERVICE_UNAVAILABLE ? UNAVAILABLE : SERVICE_ERROR;
      case Outcome.Unreachable(Cause cause) when cause == Cause.NO_CONNECTION_FREE -> UNKNOWN;
      case Outcome.Unreachable _, Outcome.ConnectionLost _ -> UNAVAILABLE;
      case Outcome.BadPayload _, Outcome.TooLarge _ -> INVALID;
      case Outcome.Cancelled _ -> UNKNOWN;
    };
  }

  /**
   * Whether a timeout after this time suggests an unhealthy upstream. After less than a second, the
   * caller may simply have allowed too little time.
   */
  public static boolean isInformativeTimeout(long durationNanos) {
    return durationNanos >= INFORMATIVE_TIMEOUT_NANOS_MIN;
  }

  @Override
  public String label() {
    return label;
  }
}
