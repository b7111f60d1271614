package io.hedgerow.core.limit;

/**
 * Limits hedges in proportion to successes: each attempt that succeeds earns a fraction of a hedge,
 * savings are capped, and so is the number of hedges in flight. When everything slows down,
 * successes become rare and so do hedges, so hedging cannot make an outage worse (the domino effect
 * of ScyllaDB #3156; gRPC's retry throttling, gRFC A6, is the same token bucket).
 *
 * <p>A rejected hedge costs nothing. Belongs to one event loop.
 */
public final class HedgeBudget {
  private final double earnedPerSuccess;
  private final double savedMax;
  private final int runningMax;
  private double saved;
  private int running;

  /**
   * A full budget.
   *
   * @param earnedPerSuccess hedges earned by each attempt that succeeds, such as 0.2
   * @param savedMax the most hedges that can be saved up: the largest burst
   * @param runningMax hedges in flight at once
   */
  public HedgeBudget(double earnedPerSuccess, double savedMax, int runningMax) {
    this.earnedPerSuccess = earnedPerSuccess;
    this.savedMax = savedMax;
    this.runningMax = runningMax;
    this.saved = savedMax;
  }

  /** Takes as many hedges as the budget has, 0 to {@code wanted}. */
  public int take(int wanted) {
    int taken = (int) Math.min(Math.min(wanted, saved), runningMax - running);
    saved -= taken;
    running += taken;
    return taken;
  }

  /** A hedge that was taken has ended. */
  public void onHedgeEnded() {
    running--;
  }

  /** An attempt succeeded, or got a final answer. */
  public void onSuccess() {
    saved = Math.min(savedMax, saved + earnedPerSuccess);
  }

  /** Hedges taken and not ended. */
  public int running() {
    return running;
  }
}
