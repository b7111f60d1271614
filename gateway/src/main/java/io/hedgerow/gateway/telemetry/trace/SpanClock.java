package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.sdk.common.Clock;

/**
 * The times of one request's spans. Taken from the monotonic clock and moved by one offset, they
 * keep their distances to the nanosecond even if somebody sets the wall clock meanwhile.
 */
record SpanClock(Clock clock, long offsetNanos) {
  static SpanClock of(Clock clock) {
    return new SpanClock(clock, clock.now() - clock.nanoTime());
  }

  /** A moment on the clock of {@link System#nanoTime()}, in nanoseconds since 1970. */
  long epochNanosAt(long nanos) {
    return nanos + offsetNanos;
  }

  /** This moment, in nanoseconds since 1970. */
  long epochNanos() {
    return epochNanosAt(clock.nanoTime());
  }
}
