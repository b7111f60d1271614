package io.hedgerow.gateway.route;

import org.jspecify.annotations.Nullable;

/** How a caller gets the successes of a race. */
public sealed interface AnswerRule {
  /** The body of the winner, as it came. */
  record Body() implements AnswerRule {}

  /** A JSON array of all successes, in the order of their arrival. */
  record Array() implements AnswerRule {}

  /**
   * A JSON object around the body of the winner.
   *
   * @param time name of the field with the milliseconds that the request took
   * @param api name of the field with the body
   * @param unless a query parameter, {@code true} or {@code false}, that switches the envelope off
   *     with {@code is}; null to always have one
   */
  record Envelope(String time, String api, @Nullable Unless unless) implements AnswerRule {}

  /** The caller wants no envelope if this query parameter has this value. */
  record Unless(String query, boolean is) {}
}
