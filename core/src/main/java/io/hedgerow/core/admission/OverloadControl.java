package io.hedgerow.core.admission;

/**
 * Decides from how late an event loop runs what is shed: first hedges, then a share of the new
 * requests, so large that the loop's delay stays near a target.
 *
 * <p>Implementer's note. The signal is CoDel's (Nichols and Jacobson 2012, RFC 8289): not the mean
 * delay but the <i>least</i> one seen in an interval. A burst makes some delays long; only a
 * standing queue makes all of them long. The reaction is PIE's (RFC 8033), since CoDel's drops come
 * too slowly for requests that do not back off: after each interval the share that is shed changes
 * by how far the delay is from its target and by how it has moved, which keeps the share still when
 * the delay is. Well below the target the share falls quickly. The first interval above the target
 * only withholds hedges.
 *
 * <p>A share, and not all or nothing, because with all or nothing the loop swings between idle and
 * overloaded, and that wastes what it could have done.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class OverloadControl {
  /** At most this much is shed: what is let in tells when it is over. */
  static final double SHARE_MAX = 0.98;

  /** Change of the share for each interval's length that the delay is above its target. */
  private static final double PROPORTIONAL = 0.1;

  /** Change of the share for each interval's length that the delay has grown by. */
  private static final double DERIVATIVE = 0.3;

  /** What is left of the share after an interval without a queue, and what else it loses. */
  static final double DECAY = 0.85;

  static final double DECAY_STEP = 0.01;

  private final long targetNanos;
  private final long intervalNanos;

  private long intervalStartNanos;
  private long leastDelayNanos = Long.MAX_VALUE;
  private long delayBeforeNanos;
  private boolean isAboveTarget;
  private double shedShare;
  // What of the next request to be shed has been saved up.
  private double debt;

  /**
   * A control that sheds nothing.
   *
   * @param targetNanos the delay that is borne without shedding
   * @param intervalNanos how long each delay must be above it to count
   */
  public OverloadControl(long targetNanos, long intervalNanos, long nowNanos) {
    this.targetNanos = targetNanos;
    this.intervalNanos = intervalNanos;
    this.intervalStartNanos = nowNanos;
  }

  /** Takes one measurement of how late the loop ran something. */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    leastDelayNanos = Math.min(leastDelayNanos, delayNanos);
    if (nowNanos - intervalStartNanos >= intervalNanos) {
      onIntervalEnded();
      intervalStartNanos = nowNanos;
      leastDelayNanos = Long.MAX_VALUE;
    }
  }

  /** Whether hedges may be launched. */
  public boolean mayHedge() {
    return !isAboveTarget && shedShare == 0;
  }

  /** Whether a request that has just come is let in; to be asked once for each. */
  public boolean admits() {
    if (shedShare == 0) {
      return true;
    }
    debt += shedShare;
    if (debt >= 1) {
      debt -= 1;
      return false;
    }
    return true;
  }

  /** The share of new requests that is shed, 0 to 1. */
  public double shedShare() {
    return shedShare;
  }

  private void onIntervalEnded() {
    boolean wasAboveTarget = isAboveTarget;
    // One stall of seconds counts as one interval, not as a reason to shed everything.
    long delayNanos = Math.min(leastDelayNanos, 2 * intervalNanos);
    isAboveTarget = delayNanos > targetNanos;
    if (delayNanos * 2 < targetNanos) {
      shedShare = Math.max(0, shedShare * DECAY - DECAY_STEP);
    } else if (shedShare > 0 || (isAboveTarget && wasAboveTarget)) {
      double change =
          PROPORTIONAL * (delayNanos - targetNanos) + DERIVATIVE * (delayNanos - delayBeforeNanos);
      shedShare = Math.clamp(shedShare + change / intervalNanos, 0, SHARE_MAX);
    }
    delayBeforeNanos = delayNanos;
  }
}
