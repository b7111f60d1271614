package io.hedgerow.core.admission;

/**
 * How many attempts may be under way at the upstream at once: a fixed number, or one that follows
 * what the upstream can bear.
 *
 * <p>Implementer's note. The adaptive one is additive increase, multiplicative decrease, as TCP's
 * congestion window is (and AIMDLimit of Netflix' concurrency-limits): an attempt that times out or
 * that the upstream refuses (503, no connection) takes a twentieth of the limit away, once for all
 * those that were under way together; a success while the limit is well used adds one part of it.
 * Latency is no signal here, unlike in gradient limits: an upstream that takes 100 to 600 ms when
 * well makes it all noise.
 *
 * <p>Belongs to one event loop.
 */
public final class AttemptLimit {
  private static final double DECREASE = 0.95;

  private final double min;
  private final double max;
  private double limit;
  private int running;
  // Ends to wait for until the limit may shrink again: those of attempts launched before it did.
  private int shrinkAfter;

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
    return fixed(Integer.MAX_VALUE);
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
    boolean isWellUsed = running * 2 >= limit;
    onEnded();
    if (isWellUsed) {
      limit = Math.min(max, limit + 1 / limit);
    }
  }

  /** An attempt that had a place ended as it does at an upstream that has too much to do. */
  public void onOverloaded() {
    boolean mayShrink = shrinkAfter <= 0;
    onEnded();
    if (mayShrink) {
      limit = Math.max(min, limit * DECREASE);
      shrinkAfter = running;
    }
  }

  /** An attempt that had a place ended in a way that tells nothing of the upstream's load. */
  public void onEnded() {
    running--;
    shrinkAfter--;
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
