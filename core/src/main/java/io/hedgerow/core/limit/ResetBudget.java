package io.hedgerow.core.limit;

/**
 * How many streams of one HTTP/2 connection may be reset. Servers take many resets for an attack
 * (Rapid Reset, CVE-2023-44487) and end the connection: Netty's default is 200 in 30 seconds.
 *
 * <p>A token bucket, built so that no window of that length, wherever it starts, sees more than the
 * maximum: a third of it may be used at once, the rest is refilled evenly over the window.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class ResetBudget {
  private final double burst;
  private final double perNano;
  private double tokens;
  private long updatedNanos;

  /**
   * A full budget.
   *
   * @param max the most resets in any window; 0 for none at all
   */
  public ResetBudget(int max, long windowNanos, long nowNanos) {
    if (max < 0) {
      throw new IllegalArgumentException("max: " + max + " (expected: 0 or more)");
    }
    if (windowNanos < 1) {
      throw new IllegalArgumentException("windowNanos: " + windowNanos + " (expected: 1 or more)");
    }
    burst = max < 3 ? max : max / 3;
    perNano = (max - burst) / windowNanos;
    tokens = burst;
    updatedNanos = nowNanos;
  }

  /** Whether one more stream may be reset now. */
  public boolean isLeft(long nowNanos) {
    refill(nowNanos);
    return tokens >= 1;
  }

  /** Counts a reset. One that could not be helped, with nothing left, is a debt to be refilled. */
  public void spend(long nowNanos) {
    refill(nowNanos);
    tokens--;
  }

  private void refill(long nowNanos) {
    tokens = Math.min(burst, tokens + perNano * Math.max(0, nowNanos - updatedNanos));
    updatedNanos = nowNanos;
  }
}
