package io.hedgerow.core.race;

/**
 * What a {@link Race} tells its surroundings to do. Called on the thread of the event that caused
 * it. An implementation may report an attempt's end from inside {@link #launch}.
 *
 * @param <B> the body of a success
 */
public interface Effects<B> {

  /** Send attempt {@code number} (1, 2, …) to the upstream now. */
  void launch(int number, LaunchReason reason);

  /**
   * How many of the hedges that are due may be launched now. Asked at most once in a race, and only
   * while it runs; what is refused is not asked for again, and the race goes on as if its plan had
   * no more: it never waits for a hedge that will not come.
   *
   * @param wanted 1 or more
   * @return 0 to {@code wanted}
   */
  default int permitHedges(int wanted) {
    return wanted;
  }

  /**
   * The race is over. Called exactly once, before the attempts still running are cancelled, so that
   * the answer waits for no loser; {@link Race#attempts()} already tells their outcomes.
   */
  void finish(Verdict<B> verdict);

  /** Stop attempt {@code number}: nobody waits for it any more. At most once for each attempt. */
  void cancel(int number, CancelReason reason);
}
