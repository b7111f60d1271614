package io.hedgerow.core.limit;

/**
 * How many hedges may be launched, in proportion to what succeeds: each success earns a fraction of
 * a hedge, up to a store, and no more than so many hedges run at once. When everything gets slower
 * successes become rare and hedges with them, so that hedging cannot make an outage worse (the
 * domino effect of ScyllaDB #3156; the token bucket of gRPC's retry throttling, gRFC A6).
 *
 * <p>A hedge that is refused costs nothing. Belongs to one event loop.
 */
public final class HedgeBudget {
  private final double earnedBySuccess;
  private final double storeMax;
  private final int runningMax;
  private double store;
  private int running;

  /**
   * A full budget.
   *
   * @param earnedBySuccess hedges for each success of a request, such as 0.2
   * @param storeMax the most that can be saved up: a burst of so many hedges is possible
   * @param runningMax hedges under way at once
   */
  public HedgeBudget(double earnedBySuccess, double storeMax, int runningMax) {
    this.earnedBySuccess = earnedBySuccess;
    this.storeMax = storeMax;
    this.runningMax = runningMax;
    this.store = storeMax;
  }

  /** Takes as many hedges of those wanted as there are: 0 to {@code wanted}. */
  public int take(int wanted) {
    int taken = (int) Math.min(Math.min(wanted, store), runningMax - running);
    store -= taken;
    running += taken;
    return taken;
  }

  /** A hedge that was taken has ended. */
  public void onHedgeEnded() {
    running--;
  }

  /** A request succeeded. */
  public void onSuccess() {
    store = Math.min(storeMax, store + earnedBySuccess);
  }

  /** Hedges taken and not ended. */
  public int running() {
    return running;
  }
}
