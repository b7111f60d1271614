package io.hedgerow.simulation;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.SharedRace;
import io.hedgerow.core.race.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one race from outside and throws a {@link Violation} as soon as it breaks one of the
 * invariants listed in ARCHITECTURE.md. It keeps its own record of the events that the race
 * received and the effects that it caused, and trusts nothing that the race says about itself.
 */
final class Referee {
  private enum Standing {
    NOT_LAUNCHED,
    RUNNING,
    SUCCEEDED,
    FINAL,
    FAILED,
    CANCELLED
  }

  private static final class TrackedCaller {
    enum State {
      JOINING,
      WAITING,
      ANSWERED,
      LEFT
    }

    final Caller caller;
    final long deadlineNanos;
    State state;
    // The successes before its deadline; null until it is reached.
    @Nullable List<Integer> inTime;

    TrackedCaller(Caller caller, long deadlineNanos, State state) {
      this.caller = caller;
      this.deadlineNanos = deadlineNanos;
      this.state = state;
    }

    boolean isWaiting() {
      return state == State.WAITING;
    }
  }

  private final Plan plan;
  private final long startNanos;
  private final List<TrackedCaller> callers = new ArrayList<>(1);
  private final Standing[] standings;
  private final List<Integer> arrivals = new ArrayList<>(3);
  // The attempt with the earliest final answer, or 0.
  private int firstFinal;
  private int launched;
  // How many hedges may be launched; −1 until the race has asked.
  private int permitted = -1;
  private int shadowed;
  private @Nullable Verdict<Integer> verdict;
  private @Nullable CancelReason cancelReason;
  private boolean hasFailure;
  private boolean hasCallerLeft;
  private long nowNanos;

  Referee(Plan plan, long startNanos, Caller caller, long deadlineNanos) {
    this.plan = plan;
    this.startNanos = startNanos;
    this.standings = new Standing[plan.attemptsMax() + 1];
    callers.add(new TrackedCaller(caller, deadlineNanos, TrackedCaller.State.WAITING));
    Arrays.fill(standings, Standing.NOT_LAUNCHED);
  }

  // Events that the race receives.

  void onEvent(long nowNanos) {
    this.nowNanos = nowNanos;
    for (TrackedCaller tracked : callers) {
      if (tracked.isWaiting() && tracked.inTime == null && isDue(tracked)) {
        tracked.inTime = List.copyOf(arrivals);
      }
    }
  }

  void onSuccess(int number) {
    if (verdict == null && !isDeadlineReached()) {
      standings[number] = Standing.SUCCEEDED;
      arrivals.add(number);
    }
  }

  void onFinal(int number) {
    if (verdict == null && !isDeadlineReached()) {
      standings[number] = Standing.FINAL;
      firstFinal = firstFinal == 0 ? number : firstFinal;
    }
  }

  void onFailure(int number) {
    if (verdict == null && !isDeadlineReached()) {
      standings[number] = Standing.FAILED;
      hasFailure = true;
    }
  }

  void onJoin(Caller caller, long deadlineNanos) {
    callers.add(new TrackedCaller(caller, deadlineNanos, TrackedCaller.State.JOINING));
  }

  void onJoinDecided(Caller caller, boolean hasJoined) {
    TrackedCaller tracked = find(caller);
    if (hasJoined) {
      check(caller.key() == callers.getFirst().caller.key(), "16: " + caller + " has another key");
      check(!hasAnswer(), "17: " + caller + " joined after an answer had arrived");
      if (tracked.state == TrackedCaller.State.JOINING) {
        check(verdict == null, "15: " + caller + " joined a race that is over");
        tracked.state = TrackedCaller.State.WAITING;
      }
    } else {
      check(!isJoinable(), "15: " + caller + " could have joined");
      check(
          tracked.state == TrackedCaller.State.JOINING,
          "14: " + caller + " was answered but not joined");
      callers.remove(tracked);
    }
  }

  boolean isJoinable() {
    return verdict == null && !hasAnswer();
  }

  void onCallerLeft(Caller caller) {
    TrackedCaller tracked = find(caller);
    if (tracked.isWaiting()) {
      tracked.state = TrackedCaller.State.LEFT;
      hasCallerLeft = waiting() == 0;
    }
  }

  // Effects that the race causes.

  void onLaunch(int number, LaunchReason reason) {
    check(verdict == null, "2: launched attempt " + number + " after the verdict");
    check(!isDeadlineReached(), "2: launched attempt " + number + " at or after the deadline");
    check(!hasCallerLeft, "2: launched attempt " + number + " after the caller had left");
    check(number == launched + 1, "2: launched attempt " + number + " after " + launched);
    check(number <= plan.attemptsMax(), "2: launched more attempts than the plan has");
    launched = number;
    standings[number] = Standing.RUNNING;
    boolean isHedge = number > plan.initialAttempts();
    check(reason.isHedge() == isHedge, "7: attempt " + number + " launched because " + reason);
    if (isHedge) {
      check(areHedgesDue(), "7: hedge before its delay and before any failure");
      check(
          hasFailure || reason != LaunchReason.ATTEMPT_FAILED,
          "11: attempt " + number + " launched for a failure, but none has failed");
    }
  }

  void onPermitted(int wanted, int permitted) {
    check(this.permitted < 0, "7: asked twice for hedges");
    check(wanted == plan.hedges(), "7: asked for " + wanted + " hedges");
    check(verdict == null && !isDeadlineReached(), "7: asked for hedges after the end");
    check(areHedgesDue() || firstFinal == 0, "11: asked for hedges after a final answer");
    check(areHedgesDue(), "7: asked for hedges before they are due");
    this.permitted = permitted;
  }

  void onShadowed(int count, LaunchReason reason) {
    check(plan.isShadow(), "13: shadowed hedges of a plan that launches them");
    check(verdict == null, "13: shadowed hedges after the verdict");
    check(shadowed == 0 && count > 0, "13: shadowed " + count + " after " + shadowed);
    check(count == permitted, "13: shadowed " + count + " of " + permitted + " permitted");
    check(reason.isHedge(), "13: shadowed because " + reason);
    check(
        hasFailure || reason != LaunchReason.ATTEMPT_FAILED,
        "11: shadowed for a failure, but none has failed");
    shadowed = count;
  }

  void onFinish(Verdict<Integer> verdict) {
    check(this.verdict == null, "1: a second verdict: " + verdict);
    this.verdict = verdict;
    boolean isDeadline = isDeadlineReached();
    cancelReason =
        verdict instanceof Verdict.CallerLeft<Integer>
            ? CancelReason.CALLER_LEFT
            : isDeadline ? CancelReason.DEADLINE : CancelReason.SUPERSEDED;
    switch (verdict) {
      case Verdict.Won<Integer>(int winner, Integer body) -> checkWon(winner, body);
      case Verdict.Final<Integer>(int winner, Integer answer) -> checkFinal(winner, answer);
      case Verdict.Collected<Integer>(List<Integer> bodies) -> checkCollected(bodies);
      case Verdict.UpstreamFailed<Integer>() -> checkUpstreamFailed();
      case Verdict.DeadlineReached<Integer>() -> {
        check(isDeadline, "1: a deadline verdict before the deadline");
        check(
            plan.ending() != Plan.Ending.WHATEVER_CAME,
            "6: a plan that takes whatever came failed at the deadline");
      }
      case Verdict.CallerLeft<Integer>() -> check(hasCallerLeft, "8: the caller has not left");
    }
  }

  void onAnswer(Caller caller, Verdict<Integer> answer) {
    TrackedCaller tracked = find(caller);
    boolean mayBeAnswered =
        tracked.isWaiting() || (tracked.state == TrackedCaller.State.JOINING && isDue(tracked));
    check(mayBeAnswered, "14: answered " + caller + ", which was " + tracked.state);
    tracked.state = TrackedCaller.State.ANSWERED;
    if (isDue(tracked)) {
      Verdict<Integer> expected =
          plan.ending() == Plan.Ending.WHATEVER_CAME
              ? new Verdict.Collected<>(tracked.inTime == null ? List.of() : tracked.inTime)
              : new Verdict.DeadlineReached<>();
      check(answer.equals(expected), "14: at its deadline " + caller + " got " + answer);
    } else {
      check(answer.equals(verdict), "14: before its deadline " + caller + " got " + answer);
    }
  }

  void onCancel(int number, CancelReason reason) {
    check(verdict != null, "4: attempt " + number + " cancelled before the verdict");
    check(
        standings[number] == Standing.RUNNING,
        "4: cancelled attempt " + number + ", which was " + standings[number]);
    check(reason == cancelReason, "4: attempt " + number + " cancelled because " + reason);
    standings[number] = Standing.CANCELLED;
  }

  /** Checks what must hold between two events. */
  void checkStep(SharedRace<Integer, Caller> race) {
    checkShadowed();
    check(race.isOver() == (verdict != null), "1: over without a verdict, or the reverse");
    if (verdict == null) {
      check(!isDeadlineReached(), "1: no verdict at the deadline");
      check(!hasCallerLeft, "8: no verdict though the caller left");
      check(!isForFirstSuccess() || !hasAnswer(), "10: no verdict though an answer came");
      check(count(Standing.RUNNING) > 0, "3: nothing runs and there is no verdict");
      int expected = areHedgesDue() ? attemptsMax() : plan.initialAttempts();
      check(launched == expected, "7: " + launched + " launched, " + expected + " due");
      check(race.nextDueNanos() - nowNanos > 0, "7: the next due time has passed");
      check(waiting() > 0, "15: the race goes on and no caller waits");
      for (TrackedCaller tracked : callers) {
        check(!tracked.isWaiting() || !isDue(tracked), "14: no answer at a caller's deadline");
        check(
            !tracked.isWaiting() || race.nextDueNanos() - tracked.deadlineNanos <= 0,
            "14: would wake up after a caller's deadline");
      }
    } else {
      check(waiting() == 0, "14: the race is over and a caller waits");
      check(count(Standing.RUNNING) == 0, "4: an attempt was forgotten: still running");
    }
  }

  /** Checks at the end that the race is over and its record of attempts matches the referee's. */
  void checkRest(SharedRace<Integer, Caller> race) {
    check(verdict != null, "1: no verdict at all");
    check(race.attempts().size() == launched, "3: the race knows another number of attempts");
    for (Attempt attempt : race.attempts()) {
      Outcome outcome = attempt.outcome();
      boolean agrees =
          switch (standings[attempt.number()]) {
            case SUCCEEDED -> outcome instanceof Outcome.Succeeded;
            case FINAL -> outcome instanceof Outcome.Final;
            case FAILED -> outcome instanceof Outcome.Failure;
            case CANCELLED ->
                cancelReason == CancelReason.DEADLINE
                    ? outcome instanceof Outcome.TimedOut
                    : outcome instanceof Outcome.Cancelled;
            case NOT_LAUNCHED, RUNNING -> false;
          };
      check(agrees, "3: attempt " + attempt.number() + " ended as " + outcome);
      check(attempt.durationNanos() >= 0, "3: attempt " + attempt.number() + " took negative time");
    }
  }

  @Nullable Verdict<Integer> verdict() {
    return verdict;
  }

  private void checkWon(int winner, Integer body) {
    check(isForFirstSuccess(), "6: a winner in a plan that collects");
    check(!isDeadlineReached(), "5: won at or after the deadline");
    check(firstFinal == 0, "10: a success won over an earlier final answer");
    check(!arrivals.isEmpty() && arrivals.getFirst() == winner, "5: the earliest success lost");
    check(body == winner, "5: the winner's body is another attempt's");
  }

  private void checkFinal(int winner, Integer answer) {
    check(isForFirstSuccess(), "12: a final answer ended a plan that collects");
    check(!isDeadlineReached(), "10: final at or after the deadline");
    check(arrivals.isEmpty(), "10: a final answer won over an earlier success");
    check(firstFinal == winner, "10: the earliest final answer lost");
    check(answer == winner, "10: the final answer is another attempt's");
  }

  private void checkCollected(List<Integer> bodies) {
    check(!isForFirstSuccess(), "5: collected in a plan with a winner");
    for (int number : bodies) {
      check(standings[number] != Standing.FINAL, "12: collected a final answer");
    }
    check(bodies.equals(arrivals), "6: collected " + bodies + " but " + arrivals + " arrived");
    if (isDeadlineReached()) {
      check(plan.ending() != Plan.Ending.ALL_ENDED, "6: collected at the deadline");
    } else {
      check(count(Standing.RUNNING) == 0, "6: collected while an attempt was running");
      checkNoneLeftToLaunch();
      check(
          plan.ending() != Plan.Ending.ALL_ENDED || !bodies.isEmpty(),
          "6: collected nothing in a plan that fails then");
    }
  }

  private void checkUpstreamFailed() {
    check(!isDeadlineReached(), "1: the upstream's failure at or after the deadline");
    check(count(Standing.RUNNING) == 0, "5: failed while an attempt was running");
    checkNoneLeftToLaunch();
    check(arrivals.isEmpty(), "5: failed despite a success");
    check(!isForFirstSuccess() || firstFinal == 0, "10: failed despite a final answer");
    check(plan.ending() != Plan.Ending.WHATEVER_CAME, "6: a plan that takes whatever came failed");
  }

  /** A plan in shadow decides on its hedges when they are due, and reports those permitted. */
  private void checkShadowed() {
    if (plan.isShadow()) {
      check(shadowed == Math.max(0, permitted), "13: shadowed " + shadowed + " of " + permitted);
      boolean isDecided = permitted >= 0 || plan.hedges() == 0;
      check(isDecided || !hasFailure, "13: hedges not shadowed after a failure");
      check(isDecided || verdict != null || !areHedgesDue(), "13: hedges not shadowed when due");
    }
  }

  /** All attempts have ended, so all that were due must have been launched. */
  private void checkNoneLeftToLaunch() {
    int due = hasFailure || permitted >= 0 ? attemptsMax() : plan.initialAttempts();
    check(launched == due, "7: ended after " + launched + " attempts, " + due + " due");
  }

  private boolean isForFirstSuccess() {
    return plan.ending() == Plan.Ending.FIRST_SUCCESS;
  }

  private boolean hasAnswer() {
    return firstFinal > 0 || !arrivals.isEmpty();
  }

  private int attemptsMax() {
    return permitted < 0 || plan.isShadow()
        ? plan.attemptsMax()
        : plan.initialAttempts() + permitted;
  }

  private int count(Standing standing) {
    int count = 0;
    for (Standing each : standings) {
      count += each == standing ? 1 : 0;
    }
    return count;
  }

  /** The race's deadline is that of its last waiting caller. */
  private boolean isDeadlineReached() {
    boolean isAnyWaiting = false;
    for (TrackedCaller tracked : callers) {
      if (tracked.isWaiting()) {
        if (!isDue(tracked)) {
          return false;
        }
        isAnyWaiting = true;
      }
    }
    return isAnyWaiting;
  }

  private boolean isDue(TrackedCaller tracked) {
    return nowNanos - tracked.deadlineNanos >= 0;
  }

  private int waiting() {
    int count = 0;
    for (TrackedCaller tracked : callers) {
      count += tracked.isWaiting() ? 1 : 0;
    }
    return count;
  }

  private TrackedCaller find(Caller caller) {
    for (TrackedCaller tracked : callers) {
      if (tracked.caller.equals(caller)) {
        return tracked;
      }
    }
    throw new Violation("invariant 14: " + caller + " never asked");
  }

  private boolean areHedgesDue() {
    return hasFailure || isHedgeDelayPassed();
  }

  private boolean isHedgeDelayPassed() {
    return nowNanos - startNanos - plan.hedgeDelayNanos() >= 0;
  }

  private static void check(boolean holds, String invariant) {
    if (!holds) {
      throw new Violation("invariant " + invariant);
    }
  }
}
