package io.hedgerow.core.race;

/**
 * How a race is run: the attempts launched at the start, the hedges launched later, when those are
 * due, and what ends the race. A new endpoint is a new plan.
 *
 * @param initialAttempts attempts launched at once when the race starts; at least 1
 * @param hedges attempts launched together, once, at the earlier of the hedge delay and the first
 *     failure; 0 or more
 * @param hedgeDelayNanos from the start of the race to the hedges; ignored without hedges
 * @param ending what ends the race before its deadline, and what happens at the deadline
 */
public record Plan(int initialAttempts, int hedges, long hedgeDelayNanos, Ending ending) {

  /** What ends a race. */
  public enum Ending {
    /** The first success wins; a failure if all attempts fail or the deadline is reached. */
    FIRST_SUCCESS,
    /** All attempts ended with at least one success; a failure if the deadline is reached. */
    ALL_ENDED,
    /** All attempts ended or the deadline was reached: the successes so far, possibly none. */
    COLLECT_UNTIL_DEADLINE
  }

  public Plan {
    if (initialAttempts < 1) {
      throw new IllegalArgumentException(
          "initialAttempts: " + initialAttempts + " (expected: 1 or more)");
    }
    if (hedges < 0) {
      throw new IllegalArgumentException("hedges: " + hedges + " (expected: 0 or more)");
    }
    if (hedgeDelayNanos < 0) {
      throw new IllegalArgumentException(
          "hedgeDelayNanos: " + hedgeDelayNanos + " (expected: 0 or more)");
    }
  }

  /** The plan of {@code /api/all}. */
  public static Plan all() {
    return new Plan(3, 0, 0, Ending.ALL_ENDED);
  }

  /** The plan of {@code /api/first}. */
  public static Plan first() {
    return new Plan(3, 0, 0, Ending.FIRST_SUCCESS);
  }

  /** The plan of {@code /api/within-timeout}. */
  public static Plan withinTimeout() {
    return new Plan(3, 0, 0, Ending.COLLECT_UNTIL_DEADLINE);
  }

  /** The plan of {@code /api/smart}: one attempt, and two hedges after {@code hedgeDelayNanos}. */
  public static Plan smart(long hedgeDelayNanos) {
    return new Plan(1, 2, hedgeDelayNanos, Ending.FIRST_SUCCESS);
  }

  /** The maximum number of attempts in a race of this plan. */
  public int attemptsMax() {
    return initialAttempts + hedges;
  }
}
