package io.hedgerow.simulation;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Coalescer;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.SharedRace;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.simulator.fault.Fault;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One race with its attempts and its callers, run as the gateway would run it: one timer, reports
 * that may cross their cancellation, callers that may hang up. A {@link Referee} watches it.
 */
final class SimulatedRace implements SharedRace.Host<Integer, Caller>, Coalescer.Joinable<Caller> {
  private static final Outcome.Failure REFUSED =
      new Outcome.Unreachable(Outcome.Unreachable.Cause.NO_CONNECTION_FREE);

  private static final long ANSWER_MAX_NANOS = 20_000_000;

  private final int id;
  private final VirtualLoop loop;
  private final Sources sources;
  private final RandomGenerator random;
  private final Swarm swarm;
  private final Trace trace;
  private final Caller firstCaller;
  private final SharedRace<Integer, Caller> race;
  private final Referee referee;
  // Null unless the plan is in shadow.
  private final @Nullable ShadowTwin twin;
  private final VirtualLoop.@Nullable Task[] reports;
  private VirtualLoop.@Nullable Task timer;
  private Runnable onOver = () -> {};
  private Consumer<Caller> onAnswered = _ -> {};
  private boolean isReporting;
  // Above 1 while an effect reports back into the race.
  private int depth;

  SimulatedRace(
      int id,
      VirtualLoop loop,
      Sources sources,
      Swarm swarm,
      Trace trace,
      Plan plan,
      Caller caller,
      Deadline deadline) {
    this.id = id;
    this.loop = loop;
    this.sources = sources;
    this.random = sources.events();
    this.swarm = swarm;
    this.trace = trace;
    this.firstCaller = caller;
    this.race = new SharedRace<>(plan, caller, deadline, this);
    this.referee = new Referee(plan, loop.nowNanos(), caller, deadline.atNanos());
    this.twin = plan.isShadow() ? new ShadowTwin(plan, caller, deadline) : null;
    this.reports = new VirtualLoop.Task[plan.attemptsMax() + 1];
  }

  /**
   * Sets the world's callbacks.
   *
   * @param onOver called when the race has its verdict, before its callers are answered
   * @param onAnswered called inside the answer of a caller; may let others join
   */
  void observe(Runnable onOver, Consumer<Caller> onAnswered) {
    this.onOver = onOver;
    this.onAnswered = onAnswered;
  }

  void start() {
    hangUpLater(firstCaller);
    tell("starts", "", SharedRace::start);
  }

  @Override
  public boolean join(Caller caller, Deadline deadline, long nowNanos) {
    referee.onEvent(loop.nowNanos());
    referee.onJoin(caller, deadline.atNanos());
    boolean[] hasJoined = {false};
    tell("is asked by", caller, (race, now) -> hasJoined[0] = race.join(caller, deadline, now));
    referee.onJoinDecided(caller, hasJoined[0]);
    if (hasJoined[0]) {
      hangUpLater(caller);
    }
    checkStep();
    return hasJoined[0];
  }

  /** Whether callers with its key should be able to join it. */
  boolean isJoinable() {
    return referee.isJoinable();
  }

  private void hangUpLater(Caller caller) {
    if (caller.patienceNanos() >= 0) {
      loop.schedule(caller.patienceNanos(), () -> hangUp(caller));
    }
  }

  private void hangUp(Caller caller) {
    referee.onEvent(loop.nowNanos());
    referee.onCallerLeft(caller);
    tell("is left by", caller, (race, now) -> race.onCallerLeft(caller, now));
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
    RandomGenerator permits = sources.permits();
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
    onOver.run();
  }

  @Override
  public void answer(Caller caller, Verdict<Integer> verdict) {
    trace.add(loop, id, "-> answer", caller + " " + verdict);
    referee.onAnswer(caller, verdict);
    if (twin != null) {
      twin.onAnswer(caller, verdict, loop.nowNanos());
    }
    takeTimeToAnswer(caller);
    onAnswered.accept(caller);
  }

  /**
   * Lets time pass while an answer is written, after which the caller hangs up. Excluded are races
   * in shadow, whose twins know only one time per event, and reports of attempts, because the
   * referee counts them from the start of the event, but the race from its end.
   */
  private void takeTimeToAnswer(Caller caller) {
    if (twin == null && !isReporting && sources.crowds().nextDouble() < swarm.followUpRate()) {
      loop.spend(sources.crowds().nextLong(ANSWER_MAX_NANOS));
      hangUp(caller);
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
    boolean isFinal = sources.finals().nextDouble() < swarm.finalRate();
    return isFinal ? () -> answerFinally(number) : () -> succeed(number);
  }

  private Runnable failure(int number, Outcome.Failure failure) {
    return () -> fail(number, failure);
  }

  private void succeed(int number) {
    referee.onEvent(loop.nowNanos());
    referee.onSuccess(number);
    report("success of", number, (race, now) -> race.onAttemptSucceeded(number, 200, number, now));
  }

  private void answerFinally(int number) {
    referee.onEvent(loop.nowNanos());
    referee.onFinal(number);
    report("final of", number, (race, now) -> race.onAttemptFinal(number, 404, number, now));
  }

  private void fail(int number, Outcome.Failure failure) {
    referee.onEvent(loop.nowNanos());
    referee.onFailure(number);
    report("failure of", number, (race, now) -> race.onAttemptFailed(number, failure, now));
  }

  private void onTimer(long dueNanos) {
    if (timer != null && timer.dueNanos() == dueNanos) {
      timer = null;
    }
    tell("timer", "", SharedRace::onTimePassed);
  }

  private void report(String name, Object detail, ShadowTwin.Event event) {
    boolean wasReporting = isReporting;
    isReporting = true;
    tell(name, detail, event);
    isReporting = wasReporting;
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
    checkStep();
  }

  private void checkStep() {
    if (depth == 0) {
      referee.checkStep(race);
      keepTimer();
    }
  }

  /** Keeps one timer, set to the race's next due time. A dropped timer may fire anyway. */
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
