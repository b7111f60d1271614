package io.hedgerow.simulation;

import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.simulation.Ordering.Event;
import io.hedgerow.simulation.Ordering.Failure;
import io.hedgerow.simulation.Ordering.Final;
import io.hedgerow.simulation.Ordering.HangUp;
import io.hedgerow.simulation.Ordering.Success;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a race should do according to the table of the contract, computed independently of {@code
 * Race}: it judges a whole ordering at once, looking back from its end.
 *
 * @param isPossible false if an attempt reports before it is launched
 * @param verdict the verdict, as text
 * @param verdictIndex the index of the event that decides the race; −1 for the start
 * @param launches for each attempt in order, the index of the event that launches it; −1 for the
 *     start
 * @param cancelled the attempts that are cancelled
 * @param shadowed for each hedge in shadow, the index of the event at which it is reported
 */
record Oracle(
    boolean isPossible,
    String verdict,
    int verdictIndex,
    List<Integer> launches,
    List<Integer> cancelled,
    List<Integer> shadowed) {

  static Oracle judge(Plan plan, Ordering ordering, int hedgeTime, int deadlineTime) {
    List<Event> events = ordering.events();
    int end = end(events, 1, -1, deadlineTime);
    boolean isLeft = end >= 0 && events.get(end).what() instanceof HangUp;
    return judge(plan, events, hedgeTime, end, isLeft);
  }

  /**
   * When a caller stops waiting, unless it is answered before: at its hang-up or its deadline.
   *
   * @param from when it asks
   */
  static int end(List<Event> events, int caller, int from, int deadlineTime) {
    if (deadlineTime == 0 && from < 0) {
      return -1;
    }
    return IntStream.range(Math.max(0, from), events.size())
        .filter(
            i ->
                events.get(i).time() >= deadlineTime
                    || events.get(i).what().equals(new HangUp(caller)))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Judges a race.
   *
   * @param end the index of the event at which the last caller stops waiting; nothing counts from
   *     then on
   * @param isLeft because that caller hangs up
   */
  static Oracle judge(Plan plan, List<Event> events, int hedgeTime, int end, boolean isLeft) {
    List<Event> inTime = end < 0 ? List.of() : events.subList(0, end);
    List<Integer> successes = numbers(inTime, Success.class);
    boolean isFirst = plan.ending() == Plan.Ending.FIRST_SUCCESS;

    // Hedges are launched at the first failure or when their delay has passed, if the race still
    // runs then. It does not if all initial attempts have ended without a failure.
    int hedged =
        hedgeTime == 0
            ? -1
            : first(inTime, e -> e.what() instanceof Failure || e.time() >= hedgeTime);
    int initialEnded = lastReport(inTime, plan.initialAttempts());
    boolean isOverBeforeHedges =
        initialEnded < inTime.size()
            && initialEnded <= hedged
            && !(inTime.get(initialEnded).what() instanceof Failure);

    // The race ends with its first success or final answer, or when its attempts have ended.
    int answered = first(inTime, e -> e.what() instanceof Success || e.what() instanceof Final);
    int allEnded = isOverBeforeHedges ? initialEnded : lastReport(inTime, plan.attemptsMax());
    int decided = isFirst ? Math.min(answered, allEnded) : allEnded;
    boolean isDecided = decided < inTime.size();
    int over = isDecided ? decided : end;

    String verdict;
    if (isDecided && isFirst) {
      verdict =
          switch (inTime.get(decided).what()) {
            case Success(int number) -> "won " + number;
            case Final(int number) -> "final " + number;
            default -> "upstream failed";
          };
    } else if (isDecided) {
      boolean isFailure = plan.ending() == Plan.Ending.ALL_ENDED && successes.isEmpty();
      verdict = isFailure ? "upstream failed" : "collected " + successes;
    } else if (isLeft) {
      verdict = "caller left";
    } else if (plan.ending() == Plan.Ending.WHATEVER_CAME) {
      verdict = "collected " + successes;
    } else {
      verdict = "deadline";
    }

    int hedges = plan.attemptsMax() - plan.initialAttempts();
    boolean isHedged = hedged < Math.min(over, inTime.size());
    List<Integer> launches = new ArrayList<>();
    if (end >= 0) {
      IntStream.range(0, plan.initialAttempts()).forEach(_ -> launches.add(-1));
      IntStream.range(0, isHedged ? hedges : 0).forEach(_ -> launches.add(hedged));
    }
    List<Integer> ended = numbers(events.subList(0, isDecided ? over + 1 : inTime.size()));
    List<Integer> cancelled =
        IntStream.rangeClosed(1, launches.size()).boxed().filter(n -> !ended.contains(n)).toList();
    // In shadow, hedges are also due at a failure that ends the race.
    boolean isShadowed =
        isHedged || (isDecided && hedged == over && inTime.get(over).what() instanceof Failure);
    List<Integer> shadowed =
        plan.isShadow() && isShadowed ? Collections.nCopies(plan.hedges(), hedged) : List.of();
    return new Oracle(isPossible(events, launches), verdict, over, launches, cancelled, shadowed);
  }

  private static boolean isPossible(List<Event> events, List<Integer> launches) {
    return IntStream.range(0, events.size())
        .allMatch(
            i ->
                numbers(events.subList(i, i + 1)).stream()
                    .allMatch(n -> n <= launches.size() && launches.get(n - 1) < i));
  }

  static int first(List<Event> events, Predicate<Event> condition) {
    return IntStream.range(0, events.size())
        .filter(i -> condition.test(events.get(i)))
        .findFirst()
        .orElse(events.size());
  }

  /**
   * The index at which the last of the attempts 1 to {@code attempts} ends; the number of events if
   * one does not.
   */
  private static int lastReport(List<Event> events, int attempts) {
    int[] reports =
        IntStream.range(0, events.size())
            .filter(i -> numbers(events.subList(i, i + 1)).stream().anyMatch(n -> n <= attempts))
            .toArray();
    return reports.length < attempts ? events.size() : reports[attempts - 1];
  }

  private static List<Integer> numbers(List<Event> events) {
    return events.stream()
        .flatMap(
            e ->
                switch (e.what()) {
                  case Success(int number) -> Stream.of(number);
                  case Final(int number) -> Stream.of(number);
                  case Failure(int number) -> Stream.of(number);
                  default -> Stream.<Integer>empty();
                })
        .toList();
  }

  static List<Integer> numbers(List<Event> events, Class<? extends Ordering.What> kind) {
    return numbers(events.stream().filter(e -> kind.isInstance(e.what())).toList());
  }

  /** A verdict in the oracle's words. */
  static String textOf(Verdict<Integer> verdict) {
    return switch (verdict) {
      case Verdict.Won<Integer>(int winner, Integer _) -> "won " + winner;
      case Verdict.Final<Integer>(int winner, Integer _) -> "final " + winner;
      case Verdict.Collected<Integer>(List<Integer> bodies) -> "collected " + bodies;
      case Verdict.UpstreamFailed<Integer>() -> "upstream failed";
      case Verdict.DeadlineReached<Integer>() -> "deadline";
      case Verdict.CallerLeft<Integer>() -> "caller left";
    };
  }
}
