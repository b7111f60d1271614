package io.hedgerow.gateway.telemetry.log;

import java.util.concurrent.TimeUnit;

/**
 * Limits lines per second and counts the suppressed ones. Any thread may call it; the lock is held
 * for a few nanoseconds.
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

  /** Counts a line that is suppressed for another reason than the limit. */
  synchronized void suppress() {
    suppressed++;
  }

  /** Lines suppressed since the last one that was written, or −1 to suppress this one too. */
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
