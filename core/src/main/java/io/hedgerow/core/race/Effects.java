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
   * The race is over. Called exactly once, before the attempts still running are cancelled, so that
   * the answer waits for no loser; {@link Race#attempts()} already tells their outcomes.
   */
  void finish(Verdict<B> verdict);

  /** Stop attempt {@code number}: nobody waits for it any more. At most once for each attempt. */
  void cancel(int number, CancelReason reason);
}
