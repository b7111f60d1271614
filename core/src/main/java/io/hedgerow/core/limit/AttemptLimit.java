package io.hedgerow.core.limit;

/**
 * Limits the attempts in flight to one upstream: to a fixed number, or to a number that adapts to
 * the upstream's health.
 *
 * <p>Implementer's note. The adaptive limit judges attempts in batches. If more than half of a
 * batch failed in a way that suggests overload (timed out, 503, connection lost), the limit drops
 * by 30 %, and attempts that were already in flight no longer count. If less than a quarter failed
 * and the limit was well used, the limit grows by half. TCP's additive increase and multiplicative
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
  // Ends to ignore: those of attempts launched before the limit last dropped.
  private int staleEnds;
  // Of the current batch.
  private int succeeded;
  private int overloaded;
  private boolean isWellUsed;

  private AttemptLimit(double min, double max, double limit) {
    this.min = min;
    this.max = max;
    this.limit = limit;
  }

  /** A limit that never changes. */
  public static AttemptLimit fixed(int limit) {
    return new AttemptLimit(limit, limit, limit);
  }

  /** A limit that starts at its maximum and adapts to the upstream. */
  public static AttemptLimit adaptive(int min, int max) {
    return new AttemptLimit(min, max, max);
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

  /** Gives back places whose attempts were never launched. */
  public void giveBack(int count) {
    running -= count;
    staleEnds = Math.min(staleEnds, running);
  }

  /** An attempt succeeded. */
  public void onSucceeded() {
    isWellUsed |= running * 2 >= limit;
    succeeded += staleEnds == 0 ? 1 : 0;
    onEnded();
    judgeBatch();
  }

  /** An attempt failed in a way that suggests an overloaded upstream. */
  public void onOverloaded() {
    overloaded += staleEnds == 0 ? 1 : 0;
    onEnded();
    judgeBatch();
  }

  /** An attempt ended in a way that says nothing about the upstream's load. */
  public void onEnded() {
    running--;
    staleEnds = Math.max(0, staleEnds - 1);
  }

  private int free() {
    return (int) limit - running;
  }

  private void judgeBatch() {
    int ends = succeeded + overloaded;
    if (ends < BATCH * limit) {
      return;
    }
    if (overloaded * 2 > ends) {
      limit = Math.max(min, limit * DECREASE);
      staleEnds = running;
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
