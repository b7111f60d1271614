package io.hedgerow.core.race;

import io.hedgerow.core.deadline.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/**
 * A race driven step by step: times are milliseconds from its start, and every effect is written
 * down as one line, such as {@code 300 launch 2 HEDGE_DELAY_PASSED}.
 */
final class SteppedRace implements Effects<String> {
  private final long originNanos;
  private final Race<String> race;
  private final List<String> effects = new ArrayList<>();
  private long nowMillis;

  /** What happens inside the launch of an attempt; nothing, unless a test says otherwise. */
  Runnable onLaunch = () -> {};

  /** How many hedges are permitted; as many as are wanted, unless a test says otherwise. */
  IntUnaryOperator permits = wanted -> wanted;

  SteppedRace(Plan plan, long deadlineMillis) {
    this(plan, deadlineMillis, 0);
  }

  SteppedRace(Plan plan, long deadlineMillis, long originNanos) {
    this.originNanos = originNanos;
    Deadline deadline = Deadline.after(originNanos, TimeUnit.MILLISECONDS.toNanos(deadlineMillis));
    race = new Race<>(plan, deadline, this);
  }

  SteppedRace start() {
    race.start(at(0));
    return this;
  }

  SteppedRace succeeds(int number, long millis) {
    race.onAttemptSucceeded(number, 200, "body" + number, at(millis));
    return this;
  }

  SteppedRace ends(int number, long millis) {
    race.onAttemptFinal(number, 404, "body" + number, at(millis));
    return this;
  }

  SteppedRace fails(int number, long millis) {
    race.onAttemptFailed(number, new Outcome.BadStatus(500), at(millis));
    return this;
  }

  SteppedRace timePasses(long millis) {
    race.onTimePassed(at(millis));
    return this;
  }

  SteppedRace callerLeaves(long millis) {
    race.onCallerLeft(at(millis));
    return this;
  }

  /** The effects since the last call. */
  List<String> effects() {
    List<String> taken = List.copyOf(effects);
    effects.clear();
    return taken;
  }

  /** How each attempt ended, such as {@code 1 timed-out}. */
  List<String> outcomes() {
    return race.attempts().stream().map(Attempt::toString).toList();
  }

  long nextDueMillis() {
    return TimeUnit.NANOSECONDS.toMillis(race.nextDueNanos() - originNanos);
  }

  Race<String> race() {
    return race;
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    effects.add(nowMillis + " launch " + number + " " + reason);
    onLaunch.run();
  }

  @Override
  public int permitHedges(int wanted) {
    return permits.applyAsInt(wanted);
  }

  @Override
  public void onHedgesShadowed(int count, LaunchReason reason) {
    effects.add(nowMillis + " shadowed " + count + " " + reason);
  }

  @Override
  public void finish(Verdict<String> verdict) {
    effects.add(
        nowMillis
            + switch (verdict) {
              case Verdict.Won<String>(int winner, String body) -> " won " + winner + " " + body;
              case Verdict.Final<String>(int winner, String body) ->
                  " final " + winner + " " + body;
              case Verdict.Collected<String>(List<String> bodies) -> " collected " + bodies;
              case Verdict.UpstreamFailed<String>() -> " upstream failed";
              case Verdict.DeadlineReached<String>() -> " deadline";
              case Verdict.CallerLeft<String>() -> " caller left";
            });
  }

  @Override
  public void cancel(int number, CancelReason reason) {
    effects.add(nowMillis + " cancel " + number + " " + reason);
  }

  private long at(long millis) {
    nowMillis = millis;
    return originNanos + TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
