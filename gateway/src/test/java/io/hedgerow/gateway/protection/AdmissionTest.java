package io.hedgerow.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.OverloadControl;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.LimitSettings.Algorithm;
import io.hedgerow.gateway.settings.OverloadSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which requests and hedges are admitted, and that every place is given back. */
final class AdmissionTest implements Listener {
  private static final long MS = 1_000_000;

  private final List<String> told = new ArrayList<>();
  private final List<Runnable> endsOfTurn = new ArrayList<>();
  private long nowNanos;
  private LoopLimits loop = loop(new RequestLimit(100));
  private AttemptLimit attempts = AttemptLimit.none();

  @Test
  void loop_late_withholdsHedgesFirstAndThenSheds() {
    Admission admission = admission(null, 0);
    admitMany(admission, OverloadControl.LOAD_MIN);
    assertThat(admission.permitHedges(2, 20 * MS)).isEqualTo(new HedgePermit(2, null));

    late(8 * MS);
    assertThat(admission.permitHedges(2, 20 * MS))
        .isEqualTo(new HedgePermit(0, ShedReason.LOOP_DELAY));
    assertThat(admits(admission)).isTrue();
    late(8 * MS);

    assertThat(admits(admission)).isTrue();
    nowNanos += 3 * MS;
    assertThat(admits(admission)).isFalse();
    assertThat(told).containsExactly("2 hedges LOOP_DELAY", "request LOOP_DELAY");
    // The next turn of the loop has a new time slice for requests.
    endsOfTurn.forEach(Runnable::run);
    assertThat(endsOfTurn).hasSize(1);
    assertThat(admits(admission)).isTrue();
    late(8 * MS);
    assertThat(loop.shedShare()).isCloseTo(1 / 3.0, within(1e-9));
    for (int i = 0; i < 5; i++) {
      late(0);
    }
    assertThat(admission.permitHedges(2, 20 * MS)).isEqualTo(new HedgePermit(2, null));
  }

  @Test
  void budget_refusesAHedge_givesItsPlaceBack() {
    Admission admission = admission(Algorithm.FIXED, 0.1);

    assertThat(admission.permitHedges(2, 20 * MS)).isEqualTo(new HedgePermit(2, null));
    assertThat(admission.permitHedges(2, 20 * MS))
        .isEqualTo(new HedgePermit(1, ShedReason.HEDGE_BUDGET));
    assertThat(attempts.running()).isEqualTo(3);
    assertThat(told).containsExactly("1 hedges HEDGE_BUDGET");
    admission.onAttemptEnded(LaunchReason.ATTEMPT_FAILED, new Outcome.Succeeded(200), 0, MS);
    admission.onPlacesUnused(2, 2);

    assertThat(attempts.running()).isZero();
  }

  @Test
  void budget_usedUp_isEarnedBySuccessesAndFinalAnswers() {
    Admission admission = admission(null, 0.5);
    assertThat(admission.permitHedges(3, nowNanos).count()).isEqualTo(3);
    assertThat(admission.permitHedges(1, nowNanos).count()).isZero();

    for (Outcome answer : List.of(new Outcome.Succeeded(200), new Outcome.Final(404))) {
      admission.onAttemptEnded(LaunchReason.RACE_STARTED, answer, 0, MS);
    }
    admission.onAttemptEnded(LaunchReason.RACE_STARTED, new Outcome.BadStatus(500), 0, MS);

    assertThat(admission.permitHedges(2, nowNanos).count()).isEqualTo(1);
  }

  @Test
  void limit_adaptive_shrinksForWhatOverloadLooksLike() {
    long second = TimeUnit.SECONDS.toNanos(1);
    assertThat(limitAfter(new Outcome.TimedOut(), second)).isLessThan(20);
    assertThat(limitAfter(new Outcome.BadStatus(503), MS)).isLessThan(20);
    assertThat(limitAfter(new Outcome.ConnectionLost("it broke"), MS)).isLessThan(20);
    Outcome refused = new Outcome.Unreachable(Cause.CONNECTION_REFUSED);
    assertThat(limitAfter(refused, MS)).isLessThan(20);

    assertThat(limitAfter(new Outcome.TimedOut(), second - 1)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.BadStatus(500), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Unreachable(Cause.NO_CONNECTION_FREE), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Unreachable(Cause.NAME_NOT_RESOLVED), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Unreachable(Cause.TLS_FAILED), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.BadPayload(200, "?"), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Cancelled(CancelReason.SUPERSEDED), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Succeeded(200), MS)).isEqualTo(20);
    assertThat(limitAfter(new Outcome.Final(503), MS)).isEqualTo(20);
  }

  @Test
  void loop_lateWithFewRequests_withholdsAndShedsNothing() {
    Admission admission = admission(null, 0);
    admitMany(admission, OverloadControl.LOAD_MIN - 1);
    for (int i = 0; i < 10; i++) {
      late(500 * MS);
    }

    assertThat(admission.permitHedges(2, 20 * MS)).isEqualTo(new HedgePermit(2, null));
    nowNanos += 3 * MS;
    assertThat(admits(admission)).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void oneLoop_mayUseTheWholeRequestLimit_untilItGivesPlacesBack() {
    RequestLimit limit = new RequestLimit(3);
    LoopLimits oneLoop = loop(limit);
    LoopLimits otherLoop = loop(limit);
    Admission one = new Admission(oneLoop, attempts, null, this);
    Admission other = new Admission(otherLoop, attempts, null, this);
    admitMany(one, 3);

    assertThat(admits(one)).isFalse();
    assertThat(admits(other)).isFalse();
    assertThat(told).containsExactly("request REQUESTS_MAX", "request REQUESTS_MAX");
    one.onRequestEnded();
    assertThat(admits(other)).isTrue();
    assertThat(oneLoop.requests()).isEqualTo(2);
    assertThat(otherLoop.requests()).isEqualTo(1);
  }

  @Test
  void rejectedForAnotherReason_givesThePlaceInTheRequestLimitBack() {
    Admission admission = admission(Algorithm.FIXED, 0);
    admitMany(admission, 6);
    for (int i = 0; i < 1000; i++) {
      assertThat(admits(admission)).isFalse();
    }
    admission.onPlacesUnused(3, 0);

    assertThat(admits(admission)).isTrue();
    assertThat(told).hasSize(1000).containsOnly("request UPSTREAM_LIMIT");
  }

  @Test
  void burstOfOne_onManyLoops_isOneOnEach() {
    HedgeSettings hedges = new HedgeSettings(0.1, 1, 100);
    Admission admission = new Admission(loop, attempts, Admission.hedgeBudget(hedges, 8), this);

    assertThat(admission.permitHedges(2, 20 * MS))
        .isEqualTo(new HedgePermit(1, ShedReason.HEDGE_BUDGET));
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    throw new AssertionError("admission does not report requests");
  }

  @Override
  public void onShed(ShedReason reason) {
    told.add("request " + reason);
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    told.add(count + " hedges " + reason);
  }

  private int limitAfter(Outcome outcome, long durationNanos) {
    Admission admission = admission(Algorithm.ADAPTIVE, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(admits(admission)).isTrue();
    }
    for (int i = 0; i < 9; i++) {
      admission.onAttemptEnded(
          LaunchReason.RACE_STARTED, outcome, nowNanos, nowNanos + durationNanos);
    }
    assertThat(attempts.running()).isZero();
    return attempts.limit();
  }

  private Admission admission(@Nullable Algorithm limit, double hedgeBudget) {
    HedgeSettings hedges = hedgeBudget == 0 ? null : new HedgeSettings(hedgeBudget, 3, 100);
    loop = loop(new RequestLimit(100));
    attempts =
        Admission.attemptLimit(limit == null ? null : new LimitSettings(limit, 20), 1, nowNanos);
    return new Admission(
        loop, attempts, hedges == null ? null : Admission.hedgeBudget(hedges, 1), this);
  }

  private LoopLimits loop(RequestLimit limit) {
    return new LoopLimits(
        limit, new OverloadSettings(new TimeSpan(5), new TimeSpan(100)), nowNanos, endsOfTurn::add);
  }

  private void admitMany(Admission admission, int requests) {
    for (int i = 0; i < requests; i++) {
      assertThat(admits(admission)).isTrue();
    }
  }

  private boolean admits(Admission admission) {
    return admission.admits(3, 20 * MS, nowNanos);
  }

  private void late(long delayNanos) {
    nowNanos += 100 * MS;
    loop.onLoopDelayMeasured(delayNanos, nowNanos);
  }
}
