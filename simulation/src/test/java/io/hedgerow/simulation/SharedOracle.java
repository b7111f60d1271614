package io.hedgerow.simulation;

import io.hedgerow.core.race.Plan;
import io.hedgerow.simulation.Ordering.DeadlineTimer;
import io.hedgerow.simulation.Ordering.Event;
import io.hedgerow.simulation.Ordering.Final;
import io.hedgerow.simulation.Ordering.HangUp;
import io.hedgerow.simulation.Ordering.Join;
import io.hedgerow.simulation.Ordering.Success;
import java.util.List;

/**
 * What a race with two callers should do, derived from an {@link Oracle}.
 *
 * @param race what the race does
 * @param first what caller 1 gets, if anything, and at which event
 * @param second the same for caller 2, or that it cannot join
 */
record SharedOracle(Oracle race, String first, String second) {
  static final String NOTHING = "nothing";
  static final String REFUSED = "refused";

  static SharedOracle judge(Plan plan, Ordering ordering, int hedgeTime) {
    List<Event> events = ordering.events();
    int firstEnd = Oracle.end(events, 1, -1, ordering.timeOf(new DeadlineTimer(1)));
    boolean isLeft = isHangUp(events, firstEnd, 1);
    Oracle alone = Oracle.judge(plan, events, hedgeTime, firstEnd, isLeft);

    // Caller 2 may join a race that has no answer yet.
    int join = Oracle.first(events, e -> e.what() instanceof Join);
    int answered =
        Oracle.first(events, e -> e.what() instanceof Success || e.what() instanceof Final);
    if (join >= alone.verdictIndex() || join > answered) {
      return new SharedOracle(alone, given(plan, events, alone, 1, firstEnd), REFUSED);
    }

    // The race goes on until both have stopped waiting.
    int secondEnd = Oracle.end(events, 2, join, ordering.timeOf(new DeadlineTimer(2)));
    int end = Math.max(firstEnd, secondEnd);
    boolean isLeftByLast = firstEnd != secondEnd && isHangUp(events, end, firstEnd == end ? 1 : 2);
    Oracle race = Oracle.judge(plan, events, hedgeTime, end, isLeftByLast);
    return new SharedOracle(
        race, given(plan, events, race, 1, firstEnd), given(plan, events, race, 2, secondEnd));
  }

  /** What a caller gets who waits until {@code end}: the verdict if that comes first. */
  private static String given(Plan plan, List<Event> events, Oracle race, int caller, int end) {
    if (race.verdictIndex() < end) {
      return race.verdictIndex() + " " + race.verdict();
    }
    if (isHangUp(events, end, caller)) {
      return NOTHING;
    }
    List<Event> inTime = events.subList(0, Math.max(0, end));
    String verdict =
        plan.ending() == Plan.Ending.WHATEVER_CAME
            ? "collected " + Oracle.numbers(inTime, Success.class)
            : "deadline";
    return end + " " + verdict;
  }

  private static boolean isHangUp(List<Event> events, int index, int caller) {
    return index >= 0 && events.get(index).what().equals(new HangUp(caller));
  }
}
