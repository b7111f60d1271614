package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records one request. While its race runs, it is in the list of its {@link LoopRecorder}.
 *
 * <p>Belongs to its event loop.
 */
final class RecordedRequest implements RequestListener {
  private static final long NEAR_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final LoopRecorder loop;
  private final RouteRecorder route;
  private final StartedRequest request;
  private final @Nullable Consumer<@Nullable KeptRace> onEnded;
  private final @Nullable Attempt[] attempts = new Attempt[Plan.ATTEMPTS_MAX];
  private final @Nullable Outcome[] outcomes = new Outcome[Plan.ATTEMPTS_MAX];
  private final long[] durations = new long[Plan.ATTEMPTS_MAX];
  private long id;
  private int launched;
  private boolean hasDelayPassed;
  private boolean isJoined;
  private long timeoutNanos;
  private long deadlineNanos;
  private KeptRace.@Nullable Withheld withheld;
  // The neighbours in the list of running requests; LoopRecorder sets them.
  @Nullable RecordedRequest previous;
  @Nullable RecordedRequest next;

  /**
   * A request that has arrived.
   *
   * @param onEnded called with its race, or with null if it had none; null if nobody waits for it
   */
  RecordedRequest(
      LoopRecorder loop,
      RouteRecorder route,
      StartedRequest request,
      @Nullable Consumer<@Nullable KeptRace> onEnded) {
    this.loop = loop;
    this.route = route;
    this.request = request;
    this.onEnded = onEnded;
  }

  @Override
  public void onRaceStarted(long timeoutNanos, long deadlineNanos) {
    this.timeoutNanos = timeoutNanos;
    this.deadlineNanos = deadlineNanos;
  }

  @Override
  public void onRaceJoined() {
    isJoined = true;
    id = loop.nextId();
  }

  @Override
  public void onAttemptStarted(Attempt attempt) {
    if (launched == 0) {
      id = loop.onRunning(this);
    }
    launched++;
    attempts[attempt.number() - 1] = attempt;
    if (attempt.reason().isHedge()) {
      hasDelayPassed = attempt.reason() == LaunchReason.HEDGE_DELAY_PASSED;
      route.tally().onHedgeLaunched();
    }
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    withheld = new KeptRace.Withheld(count, reason.label());
    route.tally().onHedgesWithheld(count, reason);
  }

  @Override
  public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

  @Override
  public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
    outcomes[attempt.number() - 1] = outcome;
    durations[attempt.number() - 1] = durationNanos;
    route.tally().onAttemptEnded(outcome, durationNanos);
  }

  @Override
  public void onRequestEnded(EndedRequest ended) {
    Tally tally = route.tally();
    tally.onRequestEnded(ended);
    if (isJoined) {
      timeoutNanos = ended.timeoutNanos();
      deadlineNanos = request.startNanos() + timeoutNanos;
    } else if (launched == 0) {
      handOver(null);
      return;
    } else {
      loop.onOver(this);
    }
    tally.onRaceEnded(ended, launched);
    Attempt winner = ended.winner() == 0 ? null : attempts[ended.winner() - 1];
    boolean isHedgeWinner = winner != null && winner.reason().isHedge();
    boolean isMasked = ended.winner() > 1 && outcomes[0] instanceof Outcome.Failure;
    if (isMasked) {
      tally.onMasked();
    }
    if (isHedgeWinner) {
      tally.onHedgeWon();
    }
    if (winner != null && hasDelayPassed) {
      tally.onDelayRaceWon(isHedgeWinner);
    }
    RaceClass raceClass = classOf(ended, isHedgeWinner);
    long nowNanos = request.startNanos() + ended.durationNanos();
    Supplier<KeptRace> race =
        () ->
            keep(
                raceClass,
                nowNanos + ended.deliveryNanos(),
                new KeptRace.End(
                    ended.verdict().label(),
                    ended.status(),
                    ended.durationNanos(),
                    ended.winner(),
                    isMasked,
                    ended.traceId()));
    route.kept().offer(raceClass, nowNanos, race);
    if (onEnded != null) {
      handOver(race.get());
    }
  }

  private void handOver(@Nullable KeptRace race) {
    if (onEnded != null) {
      onEnded.accept(race);
    }
  }

  private RaceClass classOf(EndedRequest ended, boolean isHedgeWinner) {
    RequestVerdict verdict = ended.verdict();
    if (verdict != RequestVerdict.SUCCEEDED && verdict != RequestVerdict.FINAL) {
      return RaceClass.FAILED;
    } else if (request.startNanos() + ended.durationNanos() > deadlineNanos - NEAR_NANOS) {
      return RaceClass.NEAR_DEADLINE;
    } else if (verdict == RequestVerdict.FINAL) {
      return RaceClass.FINAL;
    } else if (isHedgeWinner) {
      return RaceClass.HEDGE_WON;
    } else if (ended.durationNanos() > route.quantiles().p95Nanos()) {
      return RaceClass.BEYOND_P95;
    } else if (ended.durationNanos() > route.quantiles().medianNanos()) {
      return RaceClass.MEDIAN_TO_P95;
    } else {
      return RaceClass.FAST;
    }
  }

  String route() {
    return route.name();
  }

  /** A snapshot of the running race. */
  KeptRace running(long nowNanos) {
    return keep(RaceClass.RUNNING, nowNanos, null);
  }

  private KeptRace keep(RaceClass raceClass, long nowNanos, KeptRace.@Nullable End end) {
    Match match = Objects.requireNonNull(request.destination()).match();
    Plan plan = match.route().plan();
    long startNanos = request.startNanos();
    Attempt first = attempts[0];
    Long hedgeNanos =
        first == null || plan.hedges() == 0
            ? null
            : first.launchedAtNanos() + plan.hedgeDelayNanos() - startNanos;
    return new KeptRace(
        loop.number() + "-" + id,
        route.name(),
        raceClass,
        System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos),
        request.method(),
        match.path().toString(),
        request.headers().names().stream().map(Object::toString).sorted().toList(),
        timeoutNanos,
        deadlineNanos - startNanos,
        isJoined,
        hedgeNanos,
        withheld,
        end,
        keptAttempts());
  }

  private List<KeptRace.KeptAttempt> keptAttempts() {
    List<KeptRace.KeptAttempt> kept = new ArrayList<>(launched);
    for (int i = 0; i < launched; i++) {
      Attempt attempt = attempts[i];
      if (attempt != null) {
        long startNanos = attempt.launchedAtNanos() - request.startNanos();
        Outcome outcome = outcomes[i];
        kept.add(
            new KeptRace.KeptAttempt(
                attempt.number(),
                attempt.reason(),
                attempt.replica(),
                startNanos,
                outcome == null ? null : startNanos + durations[i],
                outcome));
      }
    }
    return List.copyOf(kept);
  }
}
