package io.hedgerow.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One possible order of the events of a race, each with its time in whole steps from the start of
 * the race. Events with the same time are ties, processed in the order of the list.
 */
record Ordering(List<Event> events) {
  /** What can happen to a race from outside. */
  sealed interface What {}

  record Success(int number) implements What {}

  record Final(int number) implements What {}

  record Failure(int number) implements What {}

  record HedgeTimer() implements What {}

  record DeadlineTimer(int caller) implements What {}

  record HangUp(int caller) implements What {}

  /** Caller 2 sends its request; caller 1 does so at the start of the race. */
  record Join() implements What {}

  record Event(What what, int time) {
    @Override
    public String toString() {
      return time + ":" + what;
    }
  }

  /** The time of the only event of this kind. */
  int timeOf(What what) {
    return events.stream().filter(e -> e.what().equals(what)).findFirst().orElseThrow().time();
  }

  /**
   * Generates every ordering of a race with this many attempts: each attempt succeeds, ends with a
   * final answer, fails or never ends; the caller hangs up or does not; the timers always fire; in
   * every order and with every pattern of ties, including ties with the start. Some are impossible,
   * because an attempt ends before it is launched; the oracle recognizes those.
   */
  static void forEach(int attempts, boolean hasHedgeTimer, Consumer<Ordering> consumer) {
    List<What> certain = new ArrayList<>();
    certain.add(new DeadlineTimer(1));
    if (hasHedgeTimer) {
      certain.add(new HedgeTimer());
    }
    chooseReports(attempts, certain, consumer);
    certain.add(new HangUp(1));
    chooseReports(attempts, certain, consumer);
  }

  /**
   * Generates the same with a second caller, who sends its request at any time and has its own
   * deadline. Its events come after its request or tie with it.
   *
   * @param hangUpsMax how many of the two callers may hang up
   */
  static void forEachWithTwoCallers(
      int attempts, boolean hasHedgeTimer, int hangUpsMax, Consumer<Ordering> consumer) {
    List<What> certain = new ArrayList<>();
    certain.add(new DeadlineTimer(1));
    certain.add(new Join());
    certain.add(new DeadlineTimer(2));
    if (hasHedgeTimer) {
      certain.add(new HedgeTimer());
    }
    List<List<What>> hangUps =
        List.of(
            List.of(),
            List.of(new HangUp(1)),
            List.of(new HangUp(2)),
            List.of(new HangUp(1), new HangUp(2)));
    for (List<What> chosen : hangUps) {
      if (chosen.size() <= hangUpsMax) {
        certain.addAll(chosen);
        chooseReports(attempts, certain, consumer);
        certain.removeAll(chosen);
      }
    }
  }

  private static void chooseReports(int attempt, List<What> chosen, Consumer<Ordering> consumer) {
    if (attempt == 0) {
      permute(new ArrayList<>(chosen), new ArrayList<>(), 0, consumer);
      return;
    }
    chooseReports(attempt - 1, chosen, consumer);
    for (What report : List.of(new Success(attempt), new Final(attempt), new Failure(attempt))) {
      chosen.add(report);
      chooseReports(attempt - 1, chosen, consumer);
      chosen.removeLast();
    }
  }

  private static void permute(
      List<What> left, List<Event> placed, int time, Consumer<Ordering> consumer) {
    if (left.isEmpty()) {
      consumer.accept(new Ordering(List.copyOf(placed)));
      return;
    }
    boolean isSecondToCome = left.contains(new Join());
    for (int i = 0; i < left.size(); i++) {
      if (isSecondToCome && isOfSecondCaller(left.get(i))) {
        continue;
      }
      What next = left.remove(i);
      for (int step = 0; step <= 1; step++) {
        placed.add(new Event(next, time + step));
        permute(left, placed, time + step, consumer);
        placed.removeLast();
      }
      left.add(i, next);
    }
  }

  private static boolean isOfSecondCaller(What what) {
    return what.equals(new DeadlineTimer(2)) || what.equals(new HangUp(2));
  }
}
