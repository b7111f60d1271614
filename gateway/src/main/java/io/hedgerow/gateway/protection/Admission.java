package io.hedgerow.gateway.protection;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.HedgeBudget;
import io.hedgerow.core.limit.OverloadControl;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.OverloadSettings;
import io.hedgerow.gateway.settings.ProtectionSettings;
import io.hedgerow.gateway.telemetry.AdmissionSnapshot;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.UpstreamState;
import org.jspecify.annotations.Nullable;

/**
 * Admits requests on one event loop, and permits their hedges. Rejecting is immediate and cheap,
 * and takes nothing away from what is in flight.
 *
 * <p>A request takes places for all of its initial attempts or is rejected; later it gets places
 * for as many of its hedges as are free. Each place is given back by {@link #onAttemptEnded} or
 * {@link #onPlacesUnused}.
 *
 * <p>Belongs to one event loop; shares its {@link RequestLimit} with the others.
 */
public final class Admission {
  private static final int SERVICE_UNAVAILABLE = 503;

  /** The adaptive limit on one event loop never drops lower: enough to notice a recovery. */
  private static final int ATTEMPTS_MIN = 10;

  private final RequestLimit requestLimit;
  private final @Nullable OverloadControl overload;
  private final AttemptLimit attempts;
  private final @Nullable HedgeBudget hedges;
  private final Listener listener;
  private final int loops;
  private int requests;

  /**
   * Admits everything until there is a reason not to.
   *
   * @param requestLimit shared by all event loops
   * @param loops event loops that the limits of attempts and hedges are divided among
   */
  public Admission(
      ProtectionSettings settings,
      RequestLimit requestLimit,
      int loops,
      long nowNanos,
      OverloadControl.Turns turns,
      Listener listener) {
    this.requestLimit = requestLimit;
    OverloadSettings shedding = settings.overload();
    this.overload =
        shedding == null
            ? null
            : new OverloadControl(
                shedding.target().nanos(), shedding.interval().nanos(), nowNanos, turns);
    this.attempts = attemptLimit(settings.attempts(), loops, nowNanos);
    HedgeSettings budget = settings.hedges();
    this.hedges =
        budget == null
            ? null
            : new HedgeBudget(
                budget.budget(),
                Math.max(1, (double) budget.burst() / loops),
                Math.ceilDiv(budget.inFlightMax(), loops));
    this.listener = listener;
    this.loops = loops;
  }

  private static AttemptLimit attemptLimit(
      @Nullable LimitSettings settings, int loops, long nowNanos) {
    if (settings == null) {
      return AttemptLimit.none();
    }
    int max = Math.ceilDiv(settings.max(), loops);
    return switch (settings.algorithm()) {
      case FIXED -> AttemptLimit.fixed(max);
      case ADAPTIVE -> AttemptLimit.adaptive(Math.min(ATTEMPTS_MIN, max), max, nowNanos);
    };
  }

  /** Takes one measurement of the event loop's delay. */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    if (overload != null) {
      overload.onLoopDelayMeasured(delayNanos, requests, nowNanos);
    }
  }

  /**
   * Admits a request that launches this many attempts at once, or rejects it.
   *
   * @param timeoutNanos of the request
   */
  public boolean admits(int initialAttempts, long timeoutNanos, long nowNanos) {
    ShedReason reason = reasonAgainst(initialAttempts, timeoutNanos, nowNanos);
    if (reason != null) {
      listener.onShed(reason);
      return false;
    }
    requests++;
    return true;
  }

  /**
   * Permits as many of the hedges that a request wants as the limits allow now.
   *
   * @param timeoutNanos of the request
   */
  public HedgePermit permitHedges(int wanted, long timeoutNanos) {
    if (overload != null && !overload.permitsHedges(requests, timeoutNanos)) {
      listener.onHedgesWithheld(wanted, ShedReason.LOOP_DELAY);
      return new HedgePermit(0, ShedReason.LOOP_DELAY);
    }
    ShedReason withheldFor = null;
    int placed = attempts.take(wanted);
    if (placed < wanted) {
      withheldFor = ShedReason.UPSTREAM_LIMIT;
      listener.onHedgesWithheld(wanted - placed, withheldFor);
    }
    int permitted = hedges == null ? placed : hedges.take(placed);
    if (permitted < placed) {
      withheldFor = ShedReason.HEDGE_BUDGET;
      listener.onHedgesWithheld(placed - permitted, withheldFor);
      attempts.giveBack(placed - permitted);
    }
    return new HedgePermit(permitted, withheldFor);
  }

  /** An attempt of an admitted request has ended. */
  public void onAttemptEnded(
      LaunchReason reason, Outcome outcome, long launchedAtNanos, long endedAtNanos) {
    if (hedges != null) {
      if (reason.isHedge()) {
        hedges.onHedgeEnded();
      }
      if (outcome instanceof Outcome.Succeeded) {
        hedges.onSuccess();
      }
    }
    switch (outcome) {
      case Outcome.Succeeded _ -> attempts.onSucceeded(launchedAtNanos, endedAtNanos);
      case Outcome.BadStatus(int status) when status == SERVICE_UNAVAILABLE ->
          attempts.onOverloaded(launchedAtNanos, endedAtNanos);
      case Outcome.Unreachable(Cause cause) when isOverload(cause) ->
          attempts.onOverloaded(launchedAtNanos, endedAtNanos);
      case Outcome.ConnectionLost _ -> attempts.onOverloaded(launchedAtNanos, endedAtNanos);
      case Outcome.TimedOut _
          when UpstreamState.isInformativeTimeout(endedAtNanos - launchedAtNanos) ->
          attempts.onOverloaded(launchedAtNanos, endedAtNanos);
      case Outcome.TimedOut _, Outcome.Cancelled _, Outcome.Failure _ -> attempts.giveBack(1);
    }
  }

  /** Gives back the places of attempts that were never launched, some of them hedges. */
  public void onPlacesUnused(int count, int hedgesAmong) {
    attempts.giveBack(count);
    for (int i = 0; i < hedgesAmong && hedges != null; i++) {
      hedges.onHedgeEnded();
    }
  }

  /** An admitted request is over. */
  public void onRequestEnded() {
    requests--;
    requestLimit.giveBack();
  }

  /** What is admitted now. The loops' shares of shed requests add up to the server's. */
  public AdmissionSnapshot snapshot() {
    int limit = attempts.limit();
    return new AdmissionSnapshot(
        requests,
        attempts.running(),
        limit == AttemptLimit.UNLIMITED ? Double.POSITIVE_INFINITY : limit,
        overload == null ? 0 : overload.shedShare() / loops);
  }

  private @Nullable ShedReason reasonAgainst(
      int initialAttempts, long timeoutNanos, long nowNanos) {
    if (!requestLimit.take()) {
      return ShedReason.REQUESTS_MAX;
    }
    if (overload != null && !overload.admits(requests, timeoutNanos, nowNanos)) {
      requestLimit.giveBack();
      return ShedReason.LOOP_DELAY;
    }
    if (!attempts.takeAll(initialAttempts)) {
      requestLimit.giveBack();
      return ShedReason.UPSTREAM_LIMIT;
    }
    return null;
  }

  /** Whether an overloaded upstream, or its network, refuses connections in this way. */
  private static boolean isOverload(Cause cause) {
    return switch (cause) {
      case CONNECTION_REFUSED, CONNECT_TIMED_OUT, NETWORK -> true;
      case NAME_NOT_RESOLVED, TLS_FAILED, NO_CONNECTION_FREE -> false;
    };
  }
}
