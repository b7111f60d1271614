package io.hedgerow.core.limit;

/**
 * How many attempts may be under way at the upstream at once: a fixed number, or one that follows
 * what the upstream can bear.
 *
 * <p>Implementer's note. The adaptive one looks at batches of ends. Where most attempts of a batch
 * timed out or were refused by the upstream (503, no connection), three tenths of the limit are
 * taken away, and no further ends count of those that were under way with them; where less than a
 * quarter did, and the limit was well used, it grows by half. Additive increase and multiplicative
 * decrease, as TCP has it, takes one loss for a sign of too much, and this upstream fails one time
 * in ten when it is well. Latency is no signal either, unlike in gradient limits: an upstream that
 * takes 100 to 600 ms makes it all noise.
 *
 * <p>Belongs to one event loop.
 */
public final class AttemptLimit {
  /** The {@link #limit()} of {@link #none()}. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final double DECREASE = 0.7;
  private static final double INCREASE = 1.5;

  /** A batch is so many of the limit: one end of each request that has three attempts. */
  private static final double BATCH = 1 / 3.0;

  private final double min;
  private final double max;
  private double limit;
  private int running;
  // Ends that do not count: those of attempts launched before the limit shrank.
  private int staleEnds;
  // Of the batch.
  private int succeeded;
  private int overloaded;
  private boolean isWellUsed;

  private AttemptLimit(double min, double max, double limit) {
    this.min = min;
    this.max = max;
    this.limit = limit;
  }

  /** A limit that stays as it is. */
  public static AttemptLimit fixed(int limit) {
    return new AttemptLimit(limit, limit, limit);
  }

  /** A limit that begins at the most and follows the upstream. */
  public static AttemptLimit adaptive(int min, int max) {
    return new AttemptLimit(min, max, max);
  }

  /** No limit. */
  public static AttemptLimit none() {
    return fixed(UNLIMITED);
  }

  /** Takes places for {@code count} attempts, or none if there are not so many. */
  public boolean takeAll(int count) {
    if (running + count > (int) limit) {
      return false;
    }
    running += count;
    return true;
  }

  /** Takes places for as many attempts as there are, 0 to {@code wanted}. */
  public int take(int wanted) {
    int taken = Math.clamp((int) limit - running, 0, wanted);
    running += taken;
    return taken;
  }

  /** An attempt that had a place ended well. */
  public void onSucceeded() {
    isWellUsed |= running * 2 >= limit;
    succeeded += staleEnds == 0 ? 1 : 0;
    onEnded();
    judgeBatch();
  }

  /** An attempt that had a place ended as it does at an upstream that has too much to do. */
  public void onOverloaded() {
    overloaded += staleEnds == 0 ? 1 : 0;
    onEnded();
    judgeBatch();
  }

  /** An attempt that had a place ended in a way that tells nothing of the upstream's load. */
  public void onEnded() {
    running--;
    staleEnds = Math.max(0, staleEnds - 1);
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

  /** Attempts that have a place. */
  public int running() {
    return running;
  }

  /** How many there may be. */
  public int limit() {
    return (int) limit;
  }
}
