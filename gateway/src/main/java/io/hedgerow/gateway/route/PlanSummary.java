package io.hedgerow.gateway.route;

import io.hedgerow.core.race.Plan;
import java.util.List;

/** Describes in words what a caller gets from a plan. */
public final class PlanSummary {
  private static final List<String> NUMBERS = List.of("no", "one", "two", "three");

  private PlanSummary() {}

  /**
   * One clause without a full stop, such as {@code The first success of one request, or of two more
   * if it is slow or fails}.
   */
  public static String of(Plan plan) {
    return switch (plan.ending()) {
      case FIRST_SUCCESS ->
          plan.attemptsMax() == 1
              ? "The answer to one request"
              : "The first success of " + requests(plan.initialAttempts()) + hedges(plan);
      case ALL_ENDED ->
          "All successes of %s, once %s ended".formatted(all(plan), have(plan.attemptsMax()));
      case WHATEVER_CAME -> "The successes of %s that arrive in time".formatted(all(plan));
    };
  }

  private static String hedges(Plan plan) {
    int hedges = launchedHedges(plan);
    if (hedges == 0) {
      return "";
    }
    String when =
        plan.initialAttempts() == 1 ? "it is slow or fails" : "they are slow or one fails";
    return ", or of %s more if %s".formatted(number(hedges), when);
  }

  private static String all(Plan plan) {
    String initial = requests(plan.initialAttempts());
    int hedges = launchedHedges(plan);
    return hedges == 0 ? initial : initial + " and up to " + number(hedges) + " more";
  }

  private static int launchedHedges(Plan plan) {
    return plan.attemptsMax() - plan.initialAttempts();
  }

  private static String have(int attempts) {
    return switch (attempts) {
      case 1 -> "it has";
      case 2 -> "both have";
      default -> "all " + number(attempts) + " have";
    };
  }

  private static String requests(int count) {
    return number(count) + (count == 1 ? " request" : " requests");
  }

  private static String number(int count) {
    return count < NUMBERS.size() ? NUMBERS.get(count) : Integer.toString(count);
  }
}
