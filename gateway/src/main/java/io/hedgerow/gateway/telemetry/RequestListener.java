package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of one request, on its event loop. Each attempt that starts ends exactly
 * once. After all attempts have ended, the request ends exactly once, and no event follows.
 *
 * <p>A request that is rejected or has no route has no attempts.
 */
public interface RequestListener {
  /** The ID of the trace that the request is recorded in, or null if it is not recorded. */
  default @Nullable String traceId() {
    return null;
  }

  /**
   * The request starts a race; called before its first attempt is launched.
   *
   * @param deadlineNanos when the race must be decided, on the clock of {@link System#nanoTime()}
   */
  default void onRaceStarted(long timeoutNanos, long deadlineNanos) {}

  /** {@code count} hedges of this request were not launched. */
  default void onHedgesWithheld(int count, ShedReason reason) {}

  /** An attempt was launched. */
  void onAttemptStarted(Attempt attempt);

  /**
   * An attempt has a connection and is about to be sent. Called again if the attempt is retried on
   * a fresh connection or another replica, and never if it ends before it is sent.
   *
   * @param headers adds a header to the request to the upstream
   */
  void onAttemptSending(int number, BiConsumer<String, String> headers);

  /**
   * An attempt ended.
   *
   * @param durationNanos from its launch to its end
   */
  void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos);

  /**
   * Hedges of a plan in shadow were due and permitted. They are not launched.
   *
   * @param count 1 or more
   * @param reason why they would have been launched
   */
  default void onHedgesShadowed(int count, LaunchReason reason, long nowNanos) {}

  /** The request joined the race of an earlier one, and has no attempts of its own. */
  default void onRaceJoined() {}

  /** The request ended: its answer was written, or the caller has left. */
  void onRequestEnded(EndedRequest request);
}
