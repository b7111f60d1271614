package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Told what becomes of one request. Each attempt that starts ends, once; when all have, the request
 * ends, once, and nothing comes after that. Belongs to the event loop of the request.
 *
 * <p>A request that is refused, or that is for no endpoint, has no attempts.
 */
public interface RequestListener {
  /** The id of the trace that the request is recorded in, or null if it is in none. */
  default @Nullable String traceId() {
    return null;
  }

  /** An attempt was launched. */
  void onAttemptStarted(Attempt attempt);

  /**
   * An attempt is about to be sent, on a connection it has got: the place to tell the upstream
   * something about it. Comes again if the attempt is sent a second time on a fresh connection, and
   * never if it ends before.
   *
   * @param headers of the request to the upstream, to be added to
   */
  void onAttemptSending(int number, MultiMap headers);

  /**
   * An attempt ended.
   *
   * @param durationNanos from its launch to its end
   */
  void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos);

  /** The request ended: its answer was written, or nobody is there to be answered. */
  void onRequestEnded(EndedRequest request);
}
