package io.hedgerow.gateway.protection;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.HedgeBudget;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.UpstreamState;
import org.jspecify.annotations.Nullable;

/**
 * Admits the requests of one route on one event loop, and permits their hedges. Rejecting is
 * immediate and cheap, and does not disturb requests in flight.
 *
 * <p>A request gets places for all of its initial attempts, or it is rejected. Later it gets places
 * for its hedges, as many as are free. Each place is given back by {@link #onAttemptEnded} or
 * {@link #onPlacesUnused}.
 *
 * <p>Belongs to one event loop. All routes share the {@link LoopLimits}. Routes to the same
 * upstream share its {@link AttemptLimit}. Routes without their own hedge budget share the common
 * one.
 */
public final class Admission {
  private static final int SERVICE_UNAVAILABLE = 503;

  /** The adaptive limit on one event loop never drops lower: enough to notice a recovery. */
  private static final int ATTEMPTS_MIN = 10;

  private final LoopLimits loop;
  private final AttemptLimit attempts;
  private final @Nullable HedgeBudget hedges;
  private final Listener listener;

  /**
   * The admission of one route.
   *
   * @param attempts limit of the route's upstream
   * @param hedges null for unlimited hedges
   */
  public Admission(
      LoopLimits loop, AttemptLimit attempts, @Nullable HedgeBudget hedges, Listener listener) {
    this.loop = loop;
    this.attempts = attempts;
    this.hedges = hedges;
    this.listener = listener;
  }

  /**
   * The limit on attempts of one event loop.
   *
   * @param settings null for no limit
   * @param loops event loops that the limit is divided among
   */
  public static AttemptLimit attemptLimit(
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

  /**
   * The hedge budget of one event loop.
   *
   * @param loops event loops that the budget is divided among
   */
  public static HedgeBudget hedgeBudget(HedgeSettings settings, int loops) {
    return new HedgeBudget(
        settings.budget(),
        Math.max(1, (double) settings.burst() / loops),
        Math.ceilDiv(settings.inFlightMax(), loops));
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
    return true;
  }

  /**
   * Permits as many of the hedges that a request wants as the limits allow now.
   *
   * @param timeoutNanos of the request
   */
  public HedgePermit permitHedges(int wanted, long timeoutNanos) {
    if (!loop.permitsHedges(timeoutNanos)) {
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

  /** Permits no hedges, because every replica of the upstream has asked for a pause. */
  public HedgePermit pauseHedges(int wanted) {
    listener.onHedgesWithheld(wanted, ShedReason.RETRY_AFTER);
    return new HedgePermit(0, ShedReason.RETRY_AFTER);
  }

  /** An attempt of an admitted request has ended. */
  public void onAttemptEnded(
      LaunchReason reason, Outcome outcome, long launchedAtNanos, long endedAtNanos) {
    if (hedges != null) {
      if (reason.isHedge()) {
        hedges.onHedgeEnded();
      }
      // A final answer counts like a success: the upstream has done its work.
      if (outcome instanceof Outcome.Answer) {
        hedges.onSuccess();
      }
    }
    switch (outcome) {
      case Outcome.Answer _ -> attempts.onSucceeded(launchedAtNanos, endedAtNanos);
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

  /** Gives back the places of attempts that were never launched, hedges included. */
  public void onPlacesUnused(int count, int hedgesAmong) {
    attempts.giveBack(count);
    for (int i = 0; i < hedgesAmong && hedges != null; i++) {
      hedges.onHedgeEnded();
    }
  }

  /** An admitted request is over. */
  public void onRequestEnded() {
    loop.giveBack();
  }

  private @Nullable ShedReason reasonAgainst(
      int initialAttempts, long timeoutNanos, long nowNanos) {
    ShedReason reason = loop.take(timeoutNanos, nowNanos);
    if (reason != null) {
      return reason;
    }
    if (!attempts.takeAll(initialAttempts)) {
      loop.giveBack();
      return ShedReason.UPSTREAM_LIMIT;
    }
    return null;
  }

  /** Whether an overloaded upstream or network fails to connect in this way. */
  private static boolean isOverload(Cause cause) {
    return switch (cause) {
      case CONNECTION_REFUSED, CONNECT_TIMED_OUT, NETWORK -> true;
      case NAME_NOT_RESOLVED, TLS_FAILED, NO_CONNECTION_FREE -> false;
    };
  }
}
