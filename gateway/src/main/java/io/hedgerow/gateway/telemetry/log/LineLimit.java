package io.hedgerow.gateway.telemetry.log;

import java.util.concurrent.TimeUnit;

/**
 * So many lines a second, and a count of those that were not written. May be used by any thread;
 * the lock is held for a few nanoseconds.
 */
final class LineLimit {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int max;
  private long secondStartedNanos;
  private int written;
  private long suppressed;

  LineLimit(int max, long nowNanos) {
    this.max = max;
    this.secondStartedNanos = nowNanos;
  }

  /** How many lines were not written since the last that was, or −1 if this one is not either. */
  synchronized long take(long nowNanos) {
    if (nowNanos - secondStartedNanos >= SECOND_NANOS) {
      secondStartedNanos = nowNanos;
      written = 0;
    }
    if (written >= max) {
      suppressed++;
      return -1;
    }
    written++;
    long before = suppressed;
    suppressed = 0;
    return before;
  }
}
