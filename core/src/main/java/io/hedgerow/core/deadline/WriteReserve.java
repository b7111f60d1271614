package io.hedgerow.core.deadline;

/**
 * The part of a caller's timeout reserved for writing the answer, so that it arrives in time.
 *
 * <p>It is a configured minimum for the write and the network, plus the event loop's delay: the
 * largest recent delay, halved every {@link #HALF_LIFE_NANOS}. A peak and not a mean, because one
 * stalled turn of the loop delays every deadline in it. The delay cannot raise it beyond {@link
 * #NANOS_MAX}, since answering too early is a defect too. It never exceeds half of the timeout.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class WriteReserve {
  /** A deadline verdict may come 10 ms early; this leaves 2 ms of that for a late timer. */
  public static final long NANOS_MAX = 8_000_000;

  static final long HALF_LIFE_NANOS = 1_000_000_000;

  private final long minNanos;
  private final long maxNanos;
  private double peakNanos;
  private long peakAtNanos;

  /** A reserve of at least {@code minNanos}, and of no more if that exceeds {@link #NANOS_MAX}. */
  public WriteReserve(long minNanos) {
    this.minNanos = minNanos;
    this.maxNanos = Math.max(minNanos, NANOS_MAX);
  }

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
    long reserve = Math.min(maxNanos, minNanos + (long) decayedPeakNanos(nowNanos));
    return Math.min(reserve, timeoutNanos / 2);
  }

  private double decayedPeakNanos(long nowNanos) {
    long ageNanos = Math.max(0, nowNanos - peakAtNanos);
    return peakNanos * Math.pow(0.5, (double) ageNanos / HALF_LIFE_NANOS);
  }
}
