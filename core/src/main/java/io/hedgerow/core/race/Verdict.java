package io.hedgerow.core.race;

import java.util.List;

/**
 * How a race ended. Each race has exactly one.
 *
 * @param <B> the body of a success
 */
public sealed interface Verdict<B> {

  /** The first success, of attempt number {@code winner}. */
  record Won<B>(int winner, B body) implements Verdict<B> {}

  /** The successes, in order of arrival; possibly none with {@code COLLECT_UNTIL_DEADLINE}. */
  record Collected<B>(List<B> bodies) implements Verdict<B> {
    public Collected {
      bodies = List.copyOf(bodies);
    }
  }

  /** All attempts failed before the deadline. */
  record UpstreamFailed<B>() implements Verdict<B> {}

  /** The deadline was reached first. */
  record DeadlineReached<B>() implements Verdict<B> {}

  /** The caller hung up, so there is nobody to answer. */
  record CallerLeft<B>() implements Verdict<B> {}
}
