package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.simulation.Ordering.DeadlineTimer;
import io.hedgerow.simulation.Ordering.Event;
import io.hedgerow.simulation.Ordering.Failure;
import io.hedgerow.simulation.Ordering.Final;
import io.hedgerow.simulation.Ordering.HangUp;
import io.hedgerow.simulation.Ordering.HedgeTimer;
import io.hedgerow.simulation.Ordering.Join;
import io.hedgerow.simulation.Ordering.Success;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares every ordering of the events of every plan, ties included, with the {@link Oracle}. */
final class ExhaustiveTest {
  private static final long STEP_NANOS = 1_000_000;

  /** Asserts the number of possible orderings too, so that none is lost unnoticed. */
  @ParameterizedTest
  @CsvSource({
    "ALL_ENDED, 3, 0, 100747",
    "FIRST_SUCCESS, 3, 0, 100747",
    "WHATEVER_CAME, 3, 0, 100747",
    "FIRST_SUCCESS, 1, 2, 317132",
    "FIRST_SUCCESS, 2, 1, 397817",
    "ALL_ENDED, 1, 2, 317132",
    "ALL_ENDED, 2, 1, 454697"
  })
  void everyOrdering_isDecidedAsTheContractSays(
      Plan.Ending ending, int initial, int hedges, long expectedCount) {
    long[] count = {0};
    Ordering.forEach(
        initial + hedges,
        hedges > 0,
        ordering -> {
          int deadline = ordering.timeOf(new DeadlineTimer(1));
          int hedge = hedges > 0 ? ordering.timeOf(new HedgeTimer()) : Integer.MAX_VALUE;
          Plan plan = new Plan(initial, hedges, hedges > 0 ? hedge * STEP_NANOS : 0, ending);
          Oracle expected = Oracle.judge(plan, ordering, hedge, deadline);
          if (expected.isPossible()) {
            count[0]++;
            compare(expected, new Run(plan, deadline).play(ordering), ordering, plan);
          }
        });
    System.out.printf("%s %d+%d: %,d orderings%n", ending, initial, hedges, count[0]);
    assertThat(count[0]).isEqualTo(expectedCount);
  }

  /** A plan in shadow decides a race like the same plan without hedges. */
  @ParameterizedTest
  @CsvSource({
    "FIRST_SUCCESS, 1, 2, 1040",
    "FIRST_SUCCESS, 2, 1, 32534",
    "ALL_ENDED, 2, 1, 32534",
    "WHATEVER_CAME, 2, 1, 32534"
  })
  void everyOrdering_inShadow_isDecidedAsWithoutHedges(
      Plan.Ending ending, int initial, int hedges, long expectedCount) {
    long[] count = {0};
    Ordering.forEach(
        initial,
        true,
        ordering -> {
          int deadline = ordering.timeOf(new DeadlineTimer(1));
          int hedge = ordering.timeOf(new HedgeTimer());
          Plan plan = new Plan(initial, hedges, hedge * STEP_NANOS, ending).inShadow();
          Oracle expected = Oracle.judge(plan, ordering, hedge, deadline);
          if (expected.isPossible()) {
            count[0]++;
            Run run = new Run(plan, deadline).play(ordering);
            compare(expected, run, ordering, plan);
            run.shadowed.clear();
            Plan without = new Plan(initial, 0, 0, ending);
            compare(
                Oracle.judge(without, ordering, Integer.MAX_VALUE, deadline),
                run,
                ordering,
                without);
          }
        });
    System.out.printf("%s %d+%d in shadow: %,d orderings%n", ending, initial, hedges, count[0]);
    assertThat(count[0]).isEqualTo(expectedCount);
  }

  @Test
  void oracle_exampleOfTheContract_givesItsVerdict() {
    Ordering slowFirst =
        new Ordering(
            List.of(
                new Event(new HedgeTimer(), 1),
                new Event(new Success(3), 2),
                new Event(new DeadlineTimer(1), 3)));

    Oracle oracle = Oracle.judge(Plan.smart(STEP_NANOS), slowFirst, 1, 3);

    assertThat(oracle)
        .isEqualTo(new Oracle(true, "won 3", 1, List.of(-1, 0, 0), List.of(1, 2), List.of()));
  }

  private static void compare(Oracle expected, Run run, Ordering ordering, Plan plan) {
    boolean agrees =
        expected.verdict().equals(run.verdict)
            && expected.verdictIndex() == run.verdictIndex
            && expected.launches().equals(run.launches)
            && expected.cancelled().equals(run.cancelled)
            && expected.shadowed().equals(run.shadowed);
    if (!agrees) {
      assertThat(run.toString()).as("%s, %s", plan, ordering).isEqualTo(expected.toString());
    }
  }

  /** A race played through one ordering, and what it did. */
  private static final class Run implements Effects<Integer> {
    private final Race<Integer> race;
    private final List<Integer> launches = new ArrayList<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private final List<Integer> shadowed = new ArrayList<>();
    private String verdict = "none";
    private int verdictIndex = Integer.MIN_VALUE;
    private int index = -1;

    Run(Plan plan, int deadline) {
      race = new Race<>(plan, new Deadline(deadline * STEP_NANOS), this);
    }

    Run play(Ordering ordering) {
      race.start(0);
      for (Event event : ordering.events()) {
        index++;
        long nowNanos = event.time() * STEP_NANOS;
        switch (event.what()) {
          case Success(int number) -> race.onAttemptSucceeded(number, 200, number, nowNanos);
          case Final(int number) -> race.onAttemptFinal(number, 404, number, nowNanos);
          case Failure(int number) ->
              race.onAttemptFailed(number, new Outcome.BadStatus(500), nowNanos);
          case HedgeTimer(), DeadlineTimer(_) -> race.onTimePassed(nowNanos);
          case HangUp(_) -> race.onCallerLeft(nowNanos);
          case Join() -> throw new AssertionError("there is one caller");
        }
      }
      Collections.sort(cancelled);
      return this;
    }

    @Override
    public void launch(int number, LaunchReason reason) {
      launches.add(index);
    }

    @Override
    public void onHedgesShadowed(int count, LaunchReason reason) {
      shadowed.addAll(Collections.nCopies(count, index));
    }

    @Override
    public void finish(Verdict<Integer> finished) {
      verdictIndex = index;
      verdict = Oracle.textOf(finished);
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      cancelled.add(number);
    }

    @Override
    public String toString() {
      return new Oracle(true, verdict, verdictIndex, launches, cancelled, shadowed).toString();
    }
  }
}
