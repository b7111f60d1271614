package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.sdk.common.Clock;

/**
 * Converts the monotonic times of one request to wall-clock times. The offset is fixed per request,
 * so durations stay exact even if the wall clock is adjusted.
 */
record SpanClock(Clock clock, long offsetNanos) {
  static SpanClock of(Clock clock) {
    return new SpanClock(clock, clock.now() - clock.nanoTime());
  }

  /** A {@link System#nanoTime()} value as nanoseconds since 1970. */
  long epochNanosAt(long nanos) {
    return nanos + offsetNanos;
  }

  /** The current time, in nanoseconds since 1970. */
  long epochNanos() {
    return epochNanosAt(clock.nanoTime());
  }
}
