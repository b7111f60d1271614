package io.hedgerow.gateway.protection;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.HedgeBudget;
import io.hedgerow.core.limit.OverloadControl;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.OverloadSettings;
import io.hedgerow.gateway.settings.ProtectionSettings;
import io.hedgerow.gateway.telemetry.AdmissionSnapshot;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.ShedReason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in on one event loop: requests, and the hedges of those that are. A refusal is decided
 * at once, costs next to nothing and takes nothing away from what runs.
 *
 * <p>Places for attempts are taken for a whole request at a time, and for as many of its hedges as
 * there are; each is given back by {@link #onAttemptEnded} or {@link #onPlacesUnused}.
 *
 * <p>Belongs to one event loop.
 */
public final class Admission {
  private static final int SERVICE_UNAVAILABLE = 503;

  /** A shorter timeout of a caller says nothing about the upstream. */
  private static final long INFORMATIVE_TIMEOUT_NANOS_MIN = TimeUnit.SECONDS.toNanos(1);

  private final int requestsMax;
  private final @Nullable OverloadControl overload;
  private final AttemptLimit attempts;
  private final @Nullable HedgeBudget hedges;
  private final Listener listener;
  private final int loops;
  private int requests;

  /**
   * Lets everybody in until there is a reason not to.
   *
   * @param loops how many event loops share the configured numbers
   */
  public Admission(
      ProtectionSettings settings,
      int loops,
      long nowNanos,
      OverloadControl.Turns turns,
      Listener listener) {
    this.requestsMax = Math.ceilDiv(settings.requestsMax(), loops);
    OverloadSettings shedding = settings.overload();
    this.overload =
        shedding == null
            ? null
            : new OverloadControl(
                shedding.target().nanos(), shedding.interval().nanos(), nowNanos, turns);
    this.attempts = attemptLimit(settings.attempts(), loops);
    HedgeSettings budget = settings.hedges();
    this.hedges =
        budget == null
            ? null
            : new HedgeBudget(
                budget.budget(),
                (double) budget.burst() / loops,
                Math.ceilDiv(budget.inFlightMax(), loops));
    this.listener = listener;
    this.loops = loops;
  }

  private static AttemptLimit attemptLimit(@Nullable LimitSettings settings, int loops) {
    if (settings == null) {
      return AttemptLimit.none();
    }
    int max = Math.ceilDiv(settings.max(), loops);
    return switch (settings.algorithm()) {
      case FIXED -> AttemptLimit.fixed(max);
      case ADAPTIVE -> AttemptLimit.adaptive(Math.min(10, max), max);
    };
  }

  /** Takes one measurement of how late the event loop is. */
  public void onLoopDelayMeasured(long delayNanos, long nowNanos) {
    if (overload != null) {
      overload.onLoopDelayMeasured(delayNanos, nowNanos);
    }
  }

  /** Lets a request in that launches so many attempts at once, or says no. */
  public boolean admits(int initialAttempts, long nowNanos) {
    ShedReason reason = reasonAgainst(initialAttempts, nowNanos);
    if (reason != null) {
      listener.onShed(reason);
      return false;
    }
    requests++;
    return true;
  }

  /** How many of the hedges that a request wants it may launch now. */
  public int permitHedges(int wanted) {
    if (overload != null && !overload.mayHedge()) {
      listener.onHedgesWithheld(wanted, ShedReason.LOOP_DELAY);
      return 0;
    }
    int placed = attempts.take(wanted);
    if (placed < wanted) {
      listener.onHedgesWithheld(wanted - placed, ShedReason.UPSTREAM_LIMIT);
    }
    int permitted = hedges == null ? placed : hedges.take(placed);
    if (permitted < placed) {
      listener.onHedgesWithheld(placed - permitted, ShedReason.HEDGE_BUDGET);
      onPlacesUnused(placed - permitted, 0);
    }
    return permitted;
  }

  /** An attempt of a request that was let in has ended. */
  public void onAttemptEnded(boolean isHedge, Outcome outcome, long durationNanos) {
    if (isHedge && hedges != null) {
      hedges.onHedgeEnded();
    }
    switch (outcome) {
      case Outcome.Succeeded _ -> attempts.onSucceeded();
      case Outcome.BadStatus(int status) when status == SERVICE_UNAVAILABLE ->
          attempts.onOverloaded();
      case Outcome.Unreachable _, Outcome.ConnectionLost _ -> attempts.onOverloaded();
      case Outcome.TimedOut _ when durationNanos >= INFORMATIVE_TIMEOUT_NANOS_MIN ->
          attempts.onOverloaded();
      case Outcome.TimedOut _, Outcome.Cancelled _, Outcome.Failure _ -> attempts.onEnded();
    }
  }

  /** Places that were taken for attempts that were not launched, so many of them for hedges. */
  public void onPlacesUnused(int count, int hedgesAmong) {
    for (int i = 0; i < count; i++) {
      attempts.onEnded();
    }
    for (int i = 0; i < hedgesAmong && hedges != null; i++) {
      hedges.onHedgeEnded();
    }
  }

  /** A request that was let in is over. */
  public void onRequestEnded(boolean isSuccess) {
    requests--;
    if (isSuccess && hedges != null) {
      hedges.onSuccess();
    }
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

  private @Nullable ShedReason reasonAgainst(int initialAttempts, long nowNanos) {
    if (requests >= requestsMax) {
      return ShedReason.REQUESTS_MAX;
    }
    if (overload != null && !overload.admits(nowNanos)) {
      return ShedReason.LOOP_DELAY;
    }
    return attempts.takeAll(initialAttempts) ? null : ShedReason.UPSTREAM_LIMIT;
  }
}
