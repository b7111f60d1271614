package io.hedgerow.core.limit;

/**
 * Limits the attempts in flight to one upstream: to a fixed number, or to a number that adapts to
 * the upstream's health.
 *
 * <p>Implementer's note. The adaptive limit judges attempts in batches. If more than half of a
 * batch failed in a way that suggests overload (timed out, 503, connection lost), the limit drops
 * by 30 %, and attempts launched before the drop no longer count. If less than a quarter failed and
 * the limit was well used, the limit grows by half. TCP's additive increase and multiplicative
 * decrease treats every loss as congestion, but this upstream fails one time in ten when it is
 * healthy. A gradient limit reads latency as congestion, but an upstream that takes 100 to 600 ms
 * makes latency pure noise.
 *
 * <p>Belongs to one event loop.
 */
public final class AttemptLimit {
  /** The {@link #limit()} of {@link #none()}. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final double DECREASE = 0.7;
  private static final double INCREASE = 1.5;

  /**
   * Batch size, as a fraction of the limit: one end per request when each request has three
   * attempts.
   */
  private static final double BATCH = 1 / 3.0;

  private final double min;
  private final double max;
  private double limit;
  private int running;
  // When the limit last dropped. Attempts launched earlier say nothing about the lower limit.
  private long droppedAtNanos;
  // Counts of the current batch.
  private int succeeded;
  private int overloaded;
  private boolean isWellUsed;

  private AttemptLimit(double min, double max, long nowNanos) {
    this.min = min;
    this.max = max;
    this.limit = max;
    this.droppedAtNanos = nowNanos;
  }

  /** A limit that never changes. */
  public static AttemptLimit fixed(int limit) {
    return new AttemptLimit(limit, limit, 0);
  }

  /** A limit that starts at its maximum and adapts to the upstream. */
  public static AttemptLimit adaptive(int min, int max, long nowNanos) {
    return new AttemptLimit(min, max, nowNanos);
  }

  /** No limit. */
  public static AttemptLimit none() {
    return fixed(UNLIMITED);
  }

  /** Takes {@code count} places, or none if fewer are free. */
  public boolean takeAll(int count) {
    if (count > free()) {
      return false;
    }
    running += count;
    return true;
  }

  /** Takes as many places as are free, 0 to {@code wanted}. */
  public int take(int wanted) {
    int taken = Math.clamp(free(), 0, wanted);
    running += taken;
    return taken;
  }

  /** An attempt succeeded, or got a final answer. */
  public void onSucceeded(long launchedAtNanos, long nowNanos) {
    isWellUsed |= running * 2 >= limit;
    running--;
    if (counts(launchedAtNanos)) {
      succeeded++;
      judgeBatch(nowNanos);
    }
  }

  /** An attempt failed in a way that suggests an overloaded upstream. */
  public void onOverloaded(long launchedAtNanos, long nowNanos) {
    running--;
    if (counts(launchedAtNanos)) {
      overloaded++;
      judgeBatch(nowNanos);
    }
  }

  /** Gives back places without judging the upstream: nothing was learned, or nothing launched. */
  public void giveBack(int count) {
    running -= count;
  }

  private boolean counts(long launchedAtNanos) {
    return launchedAtNanos - droppedAtNanos >= 0;
  }

  private int free() {
    return (int) limit - running;
  }

  private void judgeBatch(long nowNanos) {
    int ends = succeeded + overloaded;
    if (ends < BATCH * limit) {
      return;
    }
    if (overloaded * 2 > ends) {
      limit = Math.max(min, limit * DECREASE);
      droppedAtNanos = nowNanos;
    } else if (overloaded * 4 < ends && isWellUsed) {
      limit = Math.min(max, limit * INCREASE);
    }
    succeeded = 0;
    overloaded = 0;
    isWellUsed = false;
  }

  /** Places in use. */
  public int running() {
    return running;
  }

  /** The current limit. */
  public int limit() {
    return (int) limit;
  }
}
