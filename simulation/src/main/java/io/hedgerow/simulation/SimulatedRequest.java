package io.hedgerow.simulation;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.simulator.fault.Fault;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request with its race, caller and attempts, as the gateway would run them: one timer, reports
 * that may cross their cancellation, a caller that may hang up. A {@link Referee} watches it.
 */
final class SimulatedRequest implements Effects<Integer> {
  private static final Outcome.Failure REFUSED =
      new Outcome.Unreachable(Outcome.Unreachable.Cause.NO_CONNECTION_FREE);

  private final int id;
  private final VirtualLoop loop;
  private final RandomGenerator random;
  private final RandomGenerator permits;
  private final RandomGenerator finals;
  private final Swarm swarm;
  private final Trace trace;
  private final Race<Integer> race;
  private final Referee referee;
  // Null unless the plan is in shadow.
  private final @Nullable ShadowTwin twin;
  private final VirtualLoop.@Nullable Task[] reports;
  private VirtualLoop.@Nullable Task timer;
  // Above 1 while an effect reports back into the race.
  private int depth;

  SimulatedRequest(
      int id,
      VirtualLoop loop,
      RandomGenerator random,
      RandomGenerator permits,
      RandomGenerator finals,
      Swarm swarm,
      Trace trace,
      Plan plan,
      Deadline deadline) {
    this.id = id;
    this.loop = loop;
    this.random = random;
    this.permits = permits;
    this.finals = finals;
    this.swarm = swarm;
    this.trace = trace;
    this.race = new Race<>(plan, deadline, this);
    this.referee = new Referee(plan, loop.nowNanos(), deadline.atNanos());
    this.twin = plan.isShadow() ? new ShadowTwin(plan, deadline) : null;
    this.reports = new VirtualLoop.Task[plan.attemptsMax() + 1];
  }

  void start() {
    tell("starts", "", Race::start);
  }

  void hangUpAfter(long nanos) {
    loop.schedule(
        nanos,
        () -> {
          referee.onEvent(loop.nowNanos());
          referee.onCallerLeft();
          tell("caller hangs up", "", Race::onCallerLeft);
        });
  }

  /** The verdict once the loop has nothing left to do; throws if anything is left over. */
  Verdict<Integer> verdictAtRest() {
    referee.checkRest(race);
    if (twin != null) {
      twin.check();
    }
    if (timer != null) {
      throw new Violation("invariant 9: a timer is left");
    }
    Verdict<Integer> verdict = referee.verdict();
    if (verdict == null) {
      throw new Violation("invariant 1: no verdict at all");
    }
    return verdict;
  }

  /** The race's own record of its attempts. */
  List<Attempt> attempts() {
    return race.attempts();
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    trace.add(loop, id, "-> launch", number + " " + reason);
    referee.onLaunch(number, reason);
    if (twin != null) {
      twin.onLaunch(number, reason, loop.nowNanos());
    }
    if (random.nextDouble() < swarm.refusalRate()) {
      if (twin != null) {
        twin.onRefused(number, REFUSED);
      }
      fail(number, REFUSED);
      return;
    }
    Runnable report = report(number, swarm.drawFault(random));
    if (report != null) {
      reports[number] = loop.schedule(swarm.drawLatencyNanos(random), report);
    }
  }

  @Override
  public int permitHedges(int wanted) {
    boolean isWithheld = permits.nextDouble() < swarm.withholdingRate();
    int permitted = isWithheld ? permits.nextInt(wanted + 1) : wanted;
    trace.add(loop, id, "-> permits", permitted + " of " + wanted + " hedges");
    referee.onPermitted(wanted, permitted);
    return permitted;
  }

  @Override
  public void onHedgesShadowed(int count, LaunchReason reason) {
    trace.add(loop, id, "-> shadows", count + " hedges " + reason);
    referee.onShadowed(count, reason);
  }

  @Override
  public void finish(Verdict<Integer> verdict) {
    trace.add(loop, id, "-> finish", verdict);
    referee.onFinish(verdict);
    if (twin != null) {
      twin.onFinish(verdict, loop.nowNanos());
    }
  }

  @Override
  public void cancel(int number, CancelReason reason) {
    trace.add(loop, id, "-> cancel", number + " " + reason);
    referee.onCancel(number, reason);
    if (twin != null) {
      twin.onCancel(number, reason, loop.nowNanos());
    }
    VirtualLoop.Task report = reports[number];
    if (report != null && random.nextDouble() >= swarm.crossingRate()) {
      report.cancel();
    }
  }

  /** What the attempt will report, or null if it never reports. */
  private @Nullable Runnable report(int number, Fault fault) {
    return switch (fault) {
      case Fault.None() -> answer(number);
      case Fault.BadStatus(int status) -> failure(number, new Outcome.BadStatus(status));
      case Fault.BadBody(_) -> failure(number, new Outcome.BadPayload(200, "not JSON"));
      case Fault.Oversized(int bytes) -> failure(number, new Outcome.TooLarge(200, bytes));
      case Fault.Truncated(),
          Fault.ResetBeforeAnswer(),
          Fault.ResetInsideAnswer(),
          Fault.CloseBeforeAnswer(),
          Fault.Garbage() ->
          failure(number, new Outcome.ConnectionLost(fault.toString()));
      case Fault.Hang(), Fault.StallMidBody() -> null;
    };
  }

  private Runnable answer(int number) {
    boolean isFinal = finals.nextDouble() < swarm.finalRate();
    return isFinal ? () -> answerFinally(number) : () -> succeed(number);
  }

  private Runnable failure(int number, Outcome.Failure failure) {
    return () -> fail(number, failure);
  }

  private void succeed(int number) {
    referee.onEvent(loop.nowNanos());
    referee.onSuccess(number);
    tell("success of", number, (race, now) -> race.onAttemptSucceeded(number, 200, number, now));
  }

  private void answerFinally(int number) {
    referee.onEvent(loop.nowNanos());
    referee.onFinal(number);
    tell("final of", number, (race, now) -> race.onAttemptFinal(number, 404, number, now));
  }

  private void fail(int number, Outcome.Failure failure) {
    referee.onEvent(loop.nowNanos());
    referee.onFailure(number);
    tell("failure of", number, (race, now) -> race.onAttemptFailed(number, failure, now));
  }

  private void onTimer(long dueNanos) {
    if (timer != null && timer.dueNanos() == dueNanos) {
      timer = null;
    }
    tell("timer", "", Race::onTimePassed);
  }

  private void tell(String name, Object detail, ShadowTwin.Event event) {
    trace.add(loop, id, name, detail);
    referee.onEvent(loop.nowNanos());
    if (twin != null && depth == 0) {
      twin.onEvent(event, loop.nowNanos());
    }
    depth++;
    event.tell(race, loop.nowNanos());
    depth--;
    if (depth == 0) {
      referee.checkStep(race);
      keepTimer();
    }
  }

  /** Keeps one timer for when the race is due next; a dropped timer may fire anyway. */
  private void keepTimer() {
    if (timer != null && (race.isOver() || timer.dueNanos() != race.nextDueNanos())) {
      if (random.nextDouble() >= swarm.crossingRate()) {
        timer.cancel();
      }
      timer = null;
    }
    if (timer == null && !race.isOver()) {
      long dueNanos = race.nextDueNanos();
      timer = loop.schedule(dueNanos - loop.nowNanos(), () -> onTimer(dueNanos));
    }
  }
}
