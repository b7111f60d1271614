package io.hedgerow.gateway.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * How a request ended.
 *
 * @param verdict how it ended
 * @param status of the answer, or 0 if the caller had left
 * @param winner the number of the attempt that won, or 0
 * @param timeoutNanos what the caller asked for, or 0 if it could not be read
 * @param durationNanos from the head of the request until its answer was handed to the connection,
 *     or until the caller left
 * @param deliveryNanos from there until the operating system accepted the whole answer; long if the
 *     caller reads slowly
 * @param traceId ID of the trace that it is recorded in, or null
 */
public record EndedRequest(
    RequestVerdict verdict,
    int status,
    int winner,
    long timeoutNanos,
    long durationNanos,
    long deliveryNanos,
    @Nullable String traceId) {
  /** Time left before the timeout, in nanoseconds; negative for a late answer. */
  public long headroomNanos() {
    return timeoutNanos - durationNanos;
  }

  /**
   * Whether the answer is a server error of the gateway. An answer of the upstream that its route
   * counts as a success or final is not a failure, whatever its status.
   */
  public boolean isFailure() {
    return status >= 500 && verdict != RequestVerdict.SUCCEEDED && verdict != RequestVerdict.FINAL;
  }

  /** Whether it had a timeout and was answered. */
  public boolean isTimed() {
    return timeoutNanos > 0 && status > 0;
  }
}
