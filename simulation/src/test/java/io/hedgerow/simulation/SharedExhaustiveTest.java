package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.SharedRace;
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

/** Every ordering of the events of a race with two callers, against the {@link SharedOracle}. */
final class SharedExhaustiveTest {
  private static final long STEP_NANOS = 1_000_000;

  /** Asserts the number of possible orderings too, so that none is lost unnoticed. */
  @ParameterizedTest
  @CsvSource({
    "FIRST_SUCCESS, 1, 0, 2, 48325",
    "FIRST_SUCCESS, 2, 0, 1, 319538",
    "ALL_ENDED, 2, 0, 1, 319538",
    "WHATEVER_CAME, 2, 0, 1, 319538",
    "FIRST_SUCCESS, 1, 1, 1, 1577075",
    "WHATEVER_CAME, 1, 1, 0, 68889"
  })
  void everyOrdering_givesEachCallerWhatItsRaceWould(
      Plan.Ending ending, int initial, int hedges, int hangUpsMax, long expectedCount) {
    long[] count = {0};
    Ordering.forEachWithTwoCallers(
        initial + hedges,
        hedges > 0,
        hangUpsMax,
        ordering -> {
          int hedge = hedges > 0 ? ordering.timeOf(new HedgeTimer()) : Integer.MAX_VALUE;
          Plan plan = new Plan(initial, hedges, hedges > 0 ? hedge * STEP_NANOS : 0, ending);
          SharedOracle expected = SharedOracle.judge(plan, ordering, hedge);
          if (expected.race().isPossible()) {
            count[0]++;
            SharedOracle actual = new Run(plan, ordering).play();
            if (!actual.equals(expected)) {
              assertThat(actual).as("%s, %s", plan, ordering).isEqualTo(expected);
            }
          }
        });
    System.out.printf("%s %d+%d, two callers: %,d orderings%n", ending, initial, hedges, count[0]);
    assertThat(count[0]).isEqualTo(expectedCount);
  }

  @Test
  void oracle_exampleOfTheContract_givesEachCallerItsAnswer() {
    Ordering secondIsImpatient =
        new Ordering(
            List.of(
                new Event(new Join(), 1),
                new Event(new DeadlineTimer(2), 2),
                new Event(new Success(1), 3),
                new Event(new DeadlineTimer(1), 4)));

    assertThat(SharedOracle.judge(Plan.first(), secondIsImpatient, Integer.MAX_VALUE))
        .isEqualTo(
            new SharedOracle(
                new Oracle(true, "won 1", 2, List.of(-1, -1, -1), List.of(2, 3), List.of()),
                "2 won 1",
                "1 deadline"));
  }

  /** A race played through one ordering, and what it did. */
  private static final class Run implements SharedRace.Host<Integer, Integer> {
    private final Ordering ordering;
    private final SharedRace<Integer, Integer> race;
    private final List<Integer> launches = new ArrayList<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private final String[] given = {
      SharedOracle.NOTHING, SharedOracle.NOTHING, SharedOracle.NOTHING
    };
    private String verdict = "none";
    private int verdictIndex = Integer.MIN_VALUE;
    private int index = -1;

    Run(Plan plan, Ordering ordering) {
      this.ordering = ordering;
      this.race = new SharedRace<>(plan, 1, deadlineOf(1), this);
    }

    SharedOracle play() {
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
          case HangUp(int caller) -> race.onCallerLeft(caller, nowNanos);
          case Join() -> join(nowNanos);
        }
      }
      Collections.sort(cancelled);
      return new SharedOracle(
          new Oracle(true, verdict, verdictIndex, launches, cancelled, List.of()),
          given[1],
          given[2]);
    }

    private void join(long nowNanos) {
      if (!race.join(2, deadlineOf(2), nowNanos)) {
        give(2, SharedOracle.REFUSED);
      }
    }

    private Deadline deadlineOf(int caller) {
      return new Deadline(ordering.timeOf(new DeadlineTimer(caller)) * STEP_NANOS);
    }

    private void give(int caller, String what) {
      assertThat(given[caller]).as("caller %d before %s", caller, what).isEqualTo("nothing");
      given[caller] = what;
    }

    @Override
    public void launch(int number, LaunchReason reason) {
      launches.add(index);
    }

    @Override
    public void finish(Verdict<Integer> finished) {
      verdictIndex = index;
      verdict = Oracle.textOf(finished);
    }

    @Override
    public void answer(Integer caller, Verdict<Integer> answer) {
      give(caller, index + " " + Oracle.textOf(answer));
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      cancelled.add(number);
    }
  }
}
