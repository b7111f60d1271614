package io.hedgerow.core.deadline;

/**
 * The part of a caller's timeout reserved for writing the answer, so that it arrives in time.
 *
 * <p>It follows the event loop's delay: the largest recent delay, halved every {@link
 * #HALF_LIFE_NANOS} that passes, on top of {@link #NANOS_MIN} for the write itself. A peak and not
 * a mean, because one stalled turn of the loop delays every deadline in it. It never exceeds {@link
 * #NANOS_MAX}, since answering too early is a defect too, nor half of the timeout.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class WriteReserve {
  /**
   * Time to write an answer on an idle loop over loopback or a data centre's network, with margin.
   */
  public static final long NANOS_MIN = 1_000_000;

  /** A deadline verdict may come 10 ms early; this leaves 2 ms of that for a late timer. */
  public static final long NANOS_MAX = 8_000_000;

  static final long HALF_LIFE_NANOS = 1_000_000_000;

  private double peakNanos;
  private long peakAtNanos;

  /** Takes one measurement of how late the event loop ran a task. */
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
