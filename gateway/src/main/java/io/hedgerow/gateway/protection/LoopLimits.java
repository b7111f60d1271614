package io.hedgerow.gateway.protection;

import io.hedgerow.core.limit.OverloadControl;
import io.hedgerow.gateway.settings.OverloadSettings;
import io.hedgerow.gateway.telemetry.ShedReason;
import org.jspecify.annotations.Nullable;

/**
 * The limits on all requests of one event loop, whatever their route: the process-wide maximum of
 * requests in flight, and the loop's delay.
 *
 * <p>Belongs to one event loop. The {@link RequestLimit} is shared by all loops.
 */
public final class LoopLimits {
  private final RequestLimit requestLimit;
  private final @Nullable OverloadControl overload;
  private int requests;

  /**
   * The limits of one event loop.
   *
   * @param requestLimit shared by all event loops
   * @param overload null to shed nothing because of the loop's delay
   */
  public LoopLimits(
      RequestLimit requestLimit,
      @Nullable OverloadSettings overload,
      long nowNanos,
      OverloadControl.Turns turns) {
    this.requestLimit = requestLimit;
    this.overload =
        overload == null
            ? null
            : new OverloadControl(
                overload.target().nanos(), overload.interval().nanos(), nowNanos, turns);
  }

  /** Records one measurement of the event loop's delay. */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    if (overload != null) {
      overload.onLoopDelayMeasured(delayNanos, requests, nowNanos);
    }
  }

  /** Takes a place for a request. Returns null on success, otherwise why there is no place. */
  @Nullable ShedReason take(long timeoutNanos, long nowNanos) {
    if (!requestLimit.take()) {
      return ShedReason.REQUESTS_MAX;
    }
    if (overload != null && !overload.admits(requests, timeoutNanos, nowNanos)) {
      requestLimit.giveBack();
      return ShedReason.LOOP_DELAY;
    }
    requests++;
    return null;
  }

  /** Gives back the place of one request. */
  void giveBack() {
    requests--;
    requestLimit.giveBack();
  }

  boolean permitsHedges(long timeoutNanos) {
    return overload == null || overload.permitsHedges(requests, timeoutNanos);
  }

  /** Requests admitted and not over. */
  public int requests() {
    return requests;
  }

  /** The share of new requests that the loop rejected because of its delay, 0 to 1. */
  public double shedShare() {
    return overload == null ? 0 : overload.shedShare();
  }
}
