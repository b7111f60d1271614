package io.hedgerow.core.limit;

/**
 * Limits how many streams of one HTTP/2 connection are reset. Servers treat many resets as an
 * attack (Rapid Reset, CVE-2023-44487) and close the connection: Netty's default limit is 200 in 30
 * seconds.
 *
 * <p>A token bucket that permits at most the maximum in any window, wherever the window starts: the
 * bucket holds a third of the maximum, and the other two thirds are refilled evenly over a window.
 * With a maximum of 1, the one token comes back after a whole window.
 *
 * <p>Belongs to one event loop.
 */
public final class ResetBudget {
  private final double burst;
  private final double perNano;
  private double tokens;
  private long updatedNanos;

  /**
   * A full budget.
   *
   * @param max resets in any window; 0 allows none
   */
  public ResetBudget(int max, long windowNanos, long nowNanos) {
    if (max < 0) {
      throw new IllegalArgumentException("max: " + max + " (expected: 0 or more)");
    }
    if (windowNanos < 1) {
      throw new IllegalArgumentException("windowNanos: " + windowNanos + " (expected: 1 or more)");
    }
    int min = Math.min(1, max);
    burst = Math.max(min, max / 3);
    perNano = Math.max(min, max - burst) / windowNanos;
    tokens = burst;
    updatedNanos = nowNanos;
  }

  /** Whether a stream may be reset now. */
  public boolean isLeft(long nowNanos) {
    refill(nowNanos);
    return tokens >= 1;
  }

  /** Counts a reset. Without a token left, the balance turns negative and refills from there. */
  public void spend(long nowNanos) {
    refill(nowNanos);
    tokens--;
  }

  private void refill(long nowNanos) {
    tokens = Math.min(burst, tokens + perNano * Math.max(0, nowNanos - updatedNanos));
    updatedNanos = nowNanos;
  }
}
