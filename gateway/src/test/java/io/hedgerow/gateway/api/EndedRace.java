package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.gateway.testing.NoEffects;
import java.util.List;

/** Makes attempts for tests, by running races, because only a race can create them. */
final class EndedRace {
  /** When the request arrived; the race starts 40 µs later. */
  static final long START_NANOS = 1_000_000_000;

  private EndedRace() {}

  /** Bad status after 1.04 ms, connection lost after 1.05 ms, timed out after 99.96 ms. */
  static List<Attempt> ofThreeFailures() {
    Race<String> race = start(Plan.first());
    race.onAttemptFailed(1, new Outcome.BadStatus(503), START_NANOS + 1_080_000);
    race.onAttemptFailed(2, new Outcome.ConnectionLost("it broke"), START_NANOS + 1_090_000);
    race.onTimePassed(START_NANOS + 100_000_000);
    return race.attempts();
  }

  /** The same failures at the replicas cat-1:8080, cat-2:8080 and cat-3:8080. */
  static List<Attempt> ofThreeFailuresAtReplicas() {
    List<Attempt> attempts = ofThreeFailures();
    attempts.forEach(attempt -> attempt.onPlaced("cat-" + attempt.number() + ":8080"));
    return attempts;
  }

  /** Two final answers and a bad status. */
  static List<Attempt> ofTwoFinalAnswersAndAFailure() {
    Race<String> race = start(Plan.all());
    race.onAttemptFinal(1, 404, "body", START_NANOS + 1_080_000);
    race.onAttemptFailed(2, new Outcome.BadStatus(503), START_NANOS + 1_090_000);
    race.onAttemptFinal(3, 404, "body", START_NANOS + 1_100_000);
    return race.attempts();
  }

  /** A first attempt that won after two hedges were launched at 300.04 ms. */
  static List<Attempt> ofAWinnerAndTwoHedges() {
    Race<String> race =
        new Race<>(
            Plan.smart(300_000_000),
            Deadline.after(START_NANOS, 10_000_000_000L),
            new NoEffects<>());
    race.start(START_NANOS + 40_000);
    race.onTimePassed(START_NANOS + 300_040_000);
    race.onAttemptSucceeded(1, 200, "body", START_NANOS + 400_040_000);
    return race.attempts();
  }

  /** Three attempts that are all running. */
  static List<Attempt> ofThreeRunning() {
    return start(Plan.first()).attempts();
  }

  private static Race<String> start(Plan plan) {
    Race<String> race =
        new Race<>(plan, Deadline.after(START_NANOS, 100_000_000), new NoEffects<>());
    race.start(START_NANOS + 40_000);
    return race;
  }
}
