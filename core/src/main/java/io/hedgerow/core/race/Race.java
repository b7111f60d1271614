package io.hedgerow.core.race;

import io.hedgerow.core.deadline.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All attempts of one request, from the first launch to the verdict: the state machine behind every
 * endpoint. It takes events with their times and tells {@link Effects} what to do.
 *
 * <p>Implementer's note. A race is <i>running</i> until it has a verdict and <i>over</i> from then
 * on. While it runs, {@code due} is the number of attempts that should have been launched by now,
 * and it launches until it has caught up. Three rules keep it correct:
 *
 * <ul>
 *   <li>The deadline is checked before the event. In one event-loop turn, an attempt's success may
 *       be handled before a timer that is late; whichever event comes first finds the deadline
 *       reached.
 *   <li>State first, effects last. An effect may report an event (a launch that fails at once) and
 *       finds the race in a consistent state.
 *   <li>An attempt that the race cancelled may still report its end, because its answer and the
 *       cancellation may cross. The race drops such a report, so its host need not care. Any other
 *       report about an attempt that is not running is a bug and throws.
 * </ul>
 *
 * <p>Belongs to one thread; owns nothing. Times are nanoseconds of one monotonic clock.
 *
 * @param <B> an answer of the upstream
 */
public final class Race<B> {
  private static final Outcome TIMED_OUT = new Outcome.TimedOut();

  private final Plan plan;
  private final Effects<B> effects;
  private final List<Attempt> attempts;
  private final List<Attempt> attemptsView;
  private final List<B> arrivals;

  private Deadline deadline;
  private boolean started;
  private boolean hedgesRequested;
  private int due;
  private int running;
  private long hedgesDueAtNanos;
  private long latestNanos;
  private @Nullable Verdict<B> verdict;

  public Race(Plan plan, Deadline deadline, Effects<B> effects) {
    this.plan = plan;
    this.deadline = deadline;
    this.effects = effects;
    this.attempts = new ArrayList<>(plan.attemptsMax());
    this.attemptsView = Collections.unmodifiableList(attempts);
    boolean isCollecting = plan.ending() != Plan.Ending.FIRST_SUCCESS;
    this.arrivals = isCollecting ? new ArrayList<>(plan.attemptsMax()) : List.of();
  }

  /** Launches the initial attempts, or ends at once if the deadline has been reached. */
  public void start(long nowNanos) {
    if (started) {
      throw violation("started twice");
    }
    started = true;
    latestNanos = nowNanos;
    hedgesDueAtNanos = nowNanos + plan.hedgeDelayNanos();
    if (deadline.isReached(nowNanos)) {
      concludeAtDeadline(nowNanos);
    } else {
      due = plan.initialAttempts();
      launchDue(LaunchReason.RACE_STARTED, nowNanos);
      settle(nowNanos);
    }
  }

  /** Attempt {@code number} received a success with this HTTP status. */
  public void onAttemptSucceeded(int number, int status, B answer, long nowNanos) {
    if (!isAwaited(number, nowNanos)) {
      return;
    }
    end(number, new Outcome.Succeeded(status), nowNanos);
    if (plan.ending() == Plan.Ending.FIRST_SUCCESS) {
      conclude(new Verdict.Won<>(number, answer), CancelReason.SUPERSEDED, nowNanos);
    } else {
      arrivals.add(answer);
      settle(nowNanos);
    }
  }

  /**
   * Attempt {@code number} received a final answer with this HTTP status. It ends a race for the
   * first success. A race that collects goes on without it; unlike a failure it launches no hedges.
   */
  public void onAttemptFinal(int number, int status, B answer, long nowNanos) {
    if (!isAwaited(number, nowNanos)) {
      return;
    }
    end(number, new Outcome.Final(status), nowNanos);
    if (plan.ending() == Plan.Ending.FIRST_SUCCESS) {
      conclude(new Verdict.Final<>(number, answer), CancelReason.SUPERSEDED, nowNanos);
    } else {
      settle(nowNanos);
    }
  }

  /** Attempt {@code number} failed. */
  public void onAttemptFailed(int number, Outcome.Failure failure, long nowNanos) {
    if (!isAwaited(number, nowNanos)) {
      return;
    }
    end(number, failure, nowNanos);
    boolean isDelayPassed = isHedgeDelayPassed(nowNanos);
    launchHedges(
        isDelayPassed ? LaunchReason.HEDGE_DELAY_PASSED : LaunchReason.ATTEMPT_FAILED, nowNanos);
    settle(nowNanos);
  }

  /** Time has passed; call this at {@link #nextDueNanos()} or soon after. */
  public void onTimePassed(long nowNanos) {
    checkClock(nowNanos);
    if (verdict != null) {
      return;
    }
    if (deadline.isReached(nowNanos)) {
      concludeAtDeadline(nowNanos);
    } else {
      settle(nowNanos);
    }
  }

  /** The caller hung up. Ignored after the verdict. */
  public void onCallerLeft(long nowNanos) {
    checkClock(nowNanos);
    if (verdict == null) {
      conclude(new Verdict.CallerLeft<>(), CancelReason.CALLER_LEFT, nowNanos);
    }
  }

  /** When {@link #onTimePassed} must be called next: when hedges are due, or at the deadline. */
  public long nextDueNanos() {
    boolean hedgesFirst = hasHedgesAhead() && hedgesDueAtNanos - deadline.atNanos() < 0;
    return hedgesFirst ? hedgesDueAtNanos : deadline.atNanos();
  }

  /** Whether the race has its verdict. */
  public boolean isOver() {
    return verdict != null;
  }

  /** The attempts launched so far, in order of their numbers; a view. */
  public List<Attempt> attempts() {
    return attemptsView;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Replaces the deadline, because another caller now waits longest. */
  void moveDeadline(Deadline deadline) {
    this.deadline = deadline;
  }

  /** The later of {@code nowNanos} and the time of the last event. */
  long latestOr(long nowNanos) {
    return latestNanos - nowNanos > 0 ? latestNanos : nowNanos;
  }

  /** The verdict for a caller whose deadline is reached now. */
  Verdict<B> verdictAtDeadline() {
    return plan.ending() == Plan.Ending.WHATEVER_CAME
        ? new Verdict.Collected<>(arrivals)
        : new Verdict.DeadlineReached<>();
  }

  private boolean hasHedgesAhead() {
    return plan.hedges() > 0 && !hedgesRequested;
  }

  private boolean isHedgeDelayPassed(long nowNanos) {
    return nowNanos - hedgesDueAtNanos >= 0;
  }

  /**
   * Hedges are due: launches those that are permitted, or reports them if the plan is in shadow;
   * also launches any initial attempts still missing.
   */
  private void launchHedges(LaunchReason reason, long nowNanos) {
    if (hasHedgesAhead()) {
      hedgesRequested = true;
      int permitted = effects.permitHedges(plan.hedges());
      if (permitted < 0 || permitted > plan.hedges()) {
        throw violation(permitted + " hedges permitted");
      }
      if (!plan.isShadow()) {
        due += permitted;
      } else if (permitted > 0) {
        effects.onHedgesShadowed(permitted, reason);
      }
    }
    launchDue(reason, nowNanos);
  }

  /** Launches the attempts that are due; {@code hedgeReason} applies to the hedges among them. */
  private void launchDue(LaunchReason hedgeReason, long nowNanos) {
    while (attempts.size() < due && verdict == null) {
      int number = attempts.size() + 1;
      boolean isHedge = number > plan.initialAttempts();
      LaunchReason reason = isHedge ? hedgeReason : LaunchReason.RACE_STARTED;
      attempts.add(new Attempt(number, reason, nowNanos));
      running++;
      effects.launch(number, reason);
    }
  }

  /** Whether a report about this attempt counts: it is running and the deadline not reached. */
  private boolean isAwaited(int number, long nowNanos) {
    checkClock(nowNanos);
    if (number < 1 || number > attempts.size()) {
      throw violation("attempt " + number + " reported without a launch");
    }
    if (verdict == null && deadline.isReached(nowNanos)) {
      concludeAtDeadline(nowNanos);
    }
    Outcome outcome = attempts.get(number - 1).outcome();
    boolean isCancelled =
        outcome instanceof Outcome.Cancelled || outcome instanceof Outcome.TimedOut;
    if (outcome != null && !isCancelled) {
      throw violation("attempt " + number + " reported twice");
    }
    return outcome == null;
  }

  private void end(int number, Outcome outcome, long nowNanos) {
    attempts.get(number - 1).end(outcome, nowNanos);
    running--;
  }

  /** Acts on the state after an event: concludes the race, or launches hedges that are due. */
  private void settle(long nowNanos) {
    if (verdict != null) {
      return;
    }
    if (running == 0 && attempts.size() == due) {
      concludeAllEnded(nowNanos);
    } else if (isHedgeDelayPassed(nowNanos)) {
      launchHedges(LaunchReason.HEDGE_DELAY_PASSED, nowNanos);
    }
  }

  private void concludeAllEnded(long nowNanos) {
    boolean isAnswer = plan.ending() == Plan.Ending.WHATEVER_CAME || !arrivals.isEmpty();
    conclude(
        isAnswer ? new Verdict.Collected<>(arrivals) : new Verdict.UpstreamFailed<>(),
        CancelReason.SUPERSEDED,
        nowNanos);
  }

  private void concludeAtDeadline(long nowNanos) {
    conclude(verdictAtDeadline(), CancelReason.DEADLINE, nowNanos);
  }

  private void conclude(Verdict<B> verdict, CancelReason reason, long nowNanos) {
    this.verdict = verdict;
    Outcome loserOutcome =
        reason == CancelReason.DEADLINE ? TIMED_OUT : new Outcome.Cancelled(reason);
    for (Attempt attempt : attempts) {
      if (attempt.isRunning()) {
        end(attempt.number(), loserOutcome, nowNanos);
      }
    }
    try {
      effects.finish(verdict);
    } finally {
      for (Attempt attempt : attempts) {
        if (loserOutcome.equals(attempt.outcome())) {
          effects.cancel(attempt.number(), reason);
        }
      }
    }
  }

  private void checkClock(long nowNanos) {
    if (!started) {
      throw violation("event before the start");
    }
    if (nowNanos - latestNanos < 0) {
      throw violation("the clock went back by " + (latestNanos - nowNanos) + " ns");
    }
    latestNanos = nowNanos;
  }

  private InvariantViolation violation(String what) {
    return new InvariantViolation(
        what + " (plan " + plan + ", attempts " + attempts + ", verdict " + verdict + ")");
  }
}
