package io.hedgerow.simulation;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.SharedRace;
import io.hedgerow.core.race.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays the events of a race in shadow on a race with the same plan without hedges, and throws a
 * {@link Violation} unless both launch, answer and cancel the same at the same times.
 */
final class ShadowTwin {
  /** One event, applicable to either race. */
  interface Event {
    void tell(SharedRace<Integer, Caller> race, long nowNanos);
  }

  private record Step(Event event, long nowNanos) {}

  /** One effect of a race. */
  private record Action(long nowNanos, String what, int number, Object detail) {}

  private final Plan plan;
  private final Caller caller;
  private final Deadline deadline;
  private final List<Step> steps = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private final Outcome.@Nullable Failure[] refusals;

  ShadowTwin(Plan plan, Caller caller, Deadline deadline) {
    this.plan = plan;
    this.caller = caller;
    this.deadline = deadline;
    this.refusals = new Outcome.Failure[plan.attemptsMax() + 1];
  }

  void onEvent(Event event, long nowNanos) {
    steps.add(new Step(event, nowNanos));
  }

  /** The attempt failed inside its launch. */
  void onRefused(int number, Outcome.Failure refusal) {
    refusals[number] = refusal;
  }

  void onLaunch(int number, LaunchReason reason, long nowNanos) {
    actions.add(new Action(nowNanos, "launch", number, reason));
  }

  void onFinish(Verdict<Integer> verdict, long nowNanos) {
    actions.add(new Action(nowNanos, "finish", 0, verdict));
  }

  void onAnswer(Caller caller, Verdict<Integer> verdict, long nowNanos) {
    actions.add(new Action(nowNanos, "answer", caller.id(), verdict));
  }

  void onCancel(int number, CancelReason reason, long nowNanos) {
    actions.add(new Action(nowNanos, "cancel", number, reason));
  }

  void check() {
    List<Action> expected = new Replay().actions();
    if (!actions.equals(expected)) {
      throw new Violation("invariant 13: in shadow " + actions + ", without hedges " + expected);
    }
  }

  /** The race without hedges. */
  private final class Replay implements SharedRace.Host<Integer, Caller> {
    private final ShadowTwin record = new ShadowTwin(plan, caller, deadline);
    private final SharedRace<Integer, Caller> race =
        new SharedRace<>(
            new Plan(plan.initialAttempts(), 0, 0, plan.ending()), caller, deadline, this);
    private long nowNanos;

    List<Action> actions() {
      for (Step step : steps) {
        nowNanos = step.nowNanos();
        step.event().tell(race, nowNanos);
      }
      return record.actions;
    }

    @Override
    public void launch(int number, LaunchReason reason) {
      record.onLaunch(number, reason, nowNanos);
      Outcome.Failure refusal = refusals[number];
      if (refusal != null) {
        race.onAttemptFailed(number, refusal, nowNanos);
      }
    }

    @Override
    public void finish(Verdict<Integer> verdict) {
      record.onFinish(verdict, nowNanos);
    }

    @Override
    public void answer(Caller caller, Verdict<Integer> verdict) {
      record.onAnswer(caller, verdict, nowNanos);
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      record.onCancel(number, reason, nowNanos);
    }
  }
}
