package io.hedgerow.core.race;

/**
 * What a {@link Race} asks its host to do. Called on the thread of the event that caused it. An
 * implementation may report an attempt's end from inside {@link #launch}.
 *
 * @param <B> an answer of the upstream
 */
public interface Effects<B> {

  /** Send attempt {@code number} (1, 2, …) to the upstream now. */
  void launch(int number, LaunchReason reason);

  /**
   * How many of the hedges that are due may be launched now. Asked at most once per race, and only
   * while it runs. The race does not ask again for hedges that were withheld, and does not wait for
   * them: it continues as if its plan had no more.
   *
   * @param wanted 1 or more
   * @return 0 to {@code wanted}
   */
  default int permitHedges(int wanted) {
    return wanted;
  }

  /**
   * Hedges were due and permitted, but the plan is in shadow: they are not launched, and nothing
   * will be reported about them. Called at most once per race, right after {@link #permitHedges}
   * and only if that permitted any.
   *
   * @param count as permitted, 1 or more
   * @param reason why they would have been launched
   */
  default void onHedgesShadowed(int count, LaunchReason reason) {}

  /**
   * The race is over. Called exactly once, before the attempts still running are cancelled, so that
   * the answer waits for no loser. {@link Race#attempts()} already has their outcomes.
   */
  void finish(Verdict<B> verdict);

  /** Stop attempt {@code number}: its answer is no longer needed. At most once per attempt. */
  void cancel(int number, CancelReason reason);
}
