package io.hedgerow.gateway.route;

import org.jspecify.annotations.Nullable;

/** How the successes of a race are returned to the caller. */
public sealed interface AnswerRule {
  /** The body of the winner, unchanged. */
  record Body() implements AnswerRule {}

  /** A JSON array of all successes, in the order of their arrival. */
  record Array() implements AnswerRule {}

  /**
   * A JSON object around the body of the winner.
   *
   * @param time name of the field with the milliseconds that the request took
   * @param api name of the field with the body
   * @param unless the query parameter that switches the envelope off; null to always have one
   */
  record Envelope(String time, String api, @Nullable Unless unless) implements AnswerRule {}

  /** Without an envelope if the query parameter {@code query} has the value {@code is}. */
  record Unless(String query, boolean is) {}
}
