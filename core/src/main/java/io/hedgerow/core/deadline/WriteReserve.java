package io.hedgerow.core.deadline;

/**
 * The part of a caller's timeout that is kept back, so that the answer is written and arrives in
 * time.
 *
 * <p>It follows the event loop's own delay: the largest delay seen lately, halved with every {@link
 * #HALF_LIFE_NANOS} that passes, on top of {@link #NANOS_MIN} for the write itself. A peak and not
 * a mean, because one stalled loop iteration makes every deadline in it late. It never exceeds
 * {@link #NANOS_MAX}, since answering early is a defect as well, and never half of the timeout.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class WriteReserve {
  /**
   * What a write takes on an idle loop, loopback to a data centre's network, with room to spare.
   */
  public static final long NANOS_MIN = 1_000_000;

  /** Leaves 2 ms for a late timer inside the 10 ms that a deadline verdict may come early. */
  public static final long NANOS_MAX = 8_000_000;

  static final long HALF_LIFE_NANOS = 1_000_000_000;

  private double peakNanos;
  private long peakAtNanos;

  /** Takes one measurement of how late the event loop ran something. */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    double decayed = decayedPeakNanos(nowNanos);
    if (delayNanos >= decayed) {
      peakNanos = delayNanos;
      peakAtNanos = nowNanos;
    }
  }

  /** The reserve for a request with this timeout, in nanoseconds. */
  public long nanosFor(long timeoutNanos, long nowNanos) {
    long reserve = (long) Math.min(NANOS_MAX, NANOS_MIN + decayedPeakNanos(nowNanos));
    return Math.min(reserve, timeoutNanos / 2);
  }

  private double decayedPeakNanos(long nowNanos) {
    long ageNanos = Math.max(0, nowNanos - peakAtNanos);
    return peakNanos * Math.pow(0.5, (double) ageNanos / HALF_LIFE_NANOS);
  }
}
