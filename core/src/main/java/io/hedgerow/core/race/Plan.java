package io.hedgerow.core.race;

/**
 * How a race is run: the attempts launched at the start, the hedges launched later, when those are
 * due, and what ends the race.
 *
 * @param initialAttempts attempts launched at once when the race starts; at least 1
 * @param hedges attempts launched together, once, at the earlier of the hedge delay and the first
 *     failure; 0 or more, with {@code initialAttempts} at most {@link #ATTEMPTS_MAX}
 * @param hedgeDelayNanos from the start of the race to the hedges; ignored without hedges
 * @param ending what ends the race before its deadline, and what happens at the deadline
 * @param isShadow whether hedges are decided, permitted and reported as usual, but never launched:
 *     the race does what it would do without hedges
 */
public record Plan(
    int initialAttempts, int hedges, long hedgeDelayNanos, Ending ending, boolean isShadow) {

  /** The most attempts that a race can have, hedges included. */
  public static final int ATTEMPTS_MAX = 3;

  /** What ends a race. */
  public enum Ending implements Labelled {
    /**
     * The first success or final answer decides; a failure if all attempts fail or the deadline is
     * reached.
     */
    FIRST_SUCCESS,
    /** All attempts ended with at least one success; a failure if the deadline is reached. */
    ALL_ENDED,
    /** All attempts ended or the deadline was reached: the successes so far, possibly none. */
    WHATEVER_CAME;

    private final String label = Labelled.labelOf(this);

    @Override
    public String label() {
      return label;
    }
  }

  public Plan {
    if (initialAttempts < 1 || initialAttempts > ATTEMPTS_MAX) {
      throw new IllegalArgumentException(
          "initialAttempts: " + initialAttempts + " (expected: 1 to " + ATTEMPTS_MAX + ")");
    }
    int hedgesMax = ATTEMPTS_MAX - initialAttempts;
    if (hedges < 0 || hedges > hedgesMax) {
      throw new IllegalArgumentException(
          "hedges: " + hedges + " (expected: 0 to " + hedgesMax + ")");
    }
    if (hedgeDelayNanos < 0) {
      throw new IllegalArgumentException(
          "hedgeDelayNanos: " + hedgeDelayNanos + " (expected: 0 or more)");
    }
  }

  /** A plan whose hedges are launched. */
  public Plan(int initialAttempts, int hedges, long hedgeDelayNanos, Ending ending) {
    this(initialAttempts, hedges, hedgeDelayNanos, ending, false);
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
    return new Plan(3, 0, 0, Ending.WHATEVER_CAME);
  }

  /** The plan of {@code /api/smart}: one attempt, and two hedges after {@code hedgeDelayNanos}. */
  public static Plan smart(long hedgeDelayNanos) {
    return new Plan(1, 2, hedgeDelayNanos, Ending.FIRST_SUCCESS);
  }

  /** The same plan in shadow: its hedges are decided, but never launched. */
  public Plan inShadow() {
    return new Plan(initialAttempts, hedges, hedgeDelayNanos, ending, true);
  }

  /** The maximum number of attempts launched in a race of this plan. */
  public int attemptsMax() {
    return isShadow ? initialAttempts : initialAttempts + hedges;
  }
}
