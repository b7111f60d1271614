package io.hedgerow.core.deadline;

/**
 * The part of a caller's timeout reserved for writing the answer, so that it arrives in time.
 *
 * <p>The reserve is a configured minimum for the write and the network, plus the event loop's
 * delay. That delay is the largest recent one, halved every {@link #HALF_LIFE_NANOS}, and not the
 * mean, because one stalled turn of the loop delays every deadline in it. A single peak raises the
 * reserve to {@link #NANOS_MAX} at most, since answering too early is a defect too. A standing
 * delay raises it further: if every turn of the last {@link #INTERVAL_NANOS} was late, the
 * deadline's turn will be late as well. The reserve never exceeds half of the timeout.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class WriteReserve {
  /** A deadline verdict may come 10 ms early; this leaves 2 ms of that for a late timer. */
  public static final long NANOS_MAX = 8_000_000;

  static final long HALF_LIFE_NANOS = 1_000_000_000;

  static final long INTERVAL_NANOS = 200_000_000;

  private final long minNanos;
  private final long maxNanos;
  private double peakNanos;
  private long peakAtNanos;
  private long standingNanos;
  private long minDelayNanos = Long.MAX_VALUE;
  private long intervalEndNanos;

  /** A reserve of at least {@code minNanos}. */
  public WriteReserve(long minNanos, long nowNanos) {
    this.intervalEndNanos = nowNanos + INTERVAL_NANOS;
    this.minNanos = minNanos;
    this.maxNanos = Math.max(minNanos, NANOS_MAX);
  }

  /** Records the delay of one turn of the event loop. */
  public void onTurnMeasured(long delayNanos, long nowNanos) {
    onTaskMeasured(delayNanos, nowNanos);
    minDelayNanos = Math.min(minDelayNanos, delayNanos);
    if (nowNanos - intervalEndNanos >= 0) {
      standingNanos = minDelayNanos;
      minDelayNanos = Long.MAX_VALUE;
      intervalEndNanos = nowNanos + INTERVAL_NANOS;
    }
  }

  /** Records how late the event loop ran one task: at most the delay of the turn. */
  public void onTaskMeasured(long delayNanos, long nowNanos) {
    double decayed = decayedPeakNanos(nowNanos);
    if (delayNanos >= decayed) {
      peakNanos = delayNanos;
      peakAtNanos = nowNanos;
    }
  }

  /** The reserve for a request with this timeout, in nanoseconds. */
  public long nanosFor(long timeoutNanos, long nowNanos) {
    long byPeak = Math.min(maxNanos, minNanos + (long) decayedPeakNanos(nowNanos));
    return Math.min(Math.max(byPeak, minNanos + standingNanos), timeoutNanos / 2);
  }

  private double decayedPeakNanos(long nowNanos) {
    long ageNanos = Math.max(0, nowNanos - peakAtNanos);
    return peakNanos * Math.pow(0.5, (double) ageNanos / HALF_LIFE_NANOS);
  }
}
