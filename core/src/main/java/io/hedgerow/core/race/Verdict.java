package io.hedgerow.core.race;

import java.util.List;

/**
 * How a race ended. Each race has exactly one.
 *
 * @param <B> an answer of the upstream
 */
public sealed interface Verdict<B> {

  /** The first success, of attempt number {@code winner}. */
  record Won<B>(int winner, B answer) implements Verdict<B> {}

  /** A final answer, of attempt number {@code winner}, came before any success. */
  record Final<B>(int winner, B answer) implements Verdict<B> {}

  /** The successes, in order of arrival; possibly none with {@code WHATEVER_CAME}. */
  record Collected<B>(List<B> answers) implements Verdict<B> {
    public Collected {
      answers = List.copyOf(answers);
    }
  }

  /** All attempts ended before the deadline, without any answer that the plan can use. */
  record UpstreamFailed<B>() implements Verdict<B> {}

  /** The deadline was reached first. */
  record DeadlineReached<B>() implements Verdict<B> {}

  /** The caller hung up, so there is nobody to answer. */
  record CallerLeft<B>() implements Verdict<B> {}
}
