package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller gets for a verdict: the one table from verdicts to HTTP.
 *
 * @param verdict the verdict in a word: {@code succeeded}, {@code empty} for an array without
 *     successes, or the reason of a problem
 * @param status the HTTP status
 * @param contentType of the body
 * @param body whole
 */
record Answer(String verdict, int status, String contentType, Buffer body) {
  private static final String JSON = "application/json";
  private static final String SUCCEEDED = "succeeded";
  private static final String EMPTY = "empty";

  /**
   * The answer to a verdict, or null if nobody is there to be answered.
   *
   * @param startNanos when the request came
   * @param nowNanos when the verdict came
   */
  static @Nullable Answer to(
      Verdict<Buffer> verdict,
      Endpoint endpoint,
      Parameters.Valid parameters,
      List<Attempt> attempts,
      long startNanos,
      long nowNanos) {
    return switch (verdict) {
      case Verdict.Won<Buffer>(int _, Buffer body) ->
          endpoint == Endpoint.SMART && parameters.isEnveloped()
              ? new Answer(SUCCEEDED, 200, JSON, envelope(body, nowNanos - startNanos))
              : new Answer(SUCCEEDED, 200, JSON, body);
      case Verdict.Collected<Buffer>(List<Buffer> bodies) ->
          new Answer(bodies.isEmpty() ? EMPTY : SUCCEEDED, 200, JSON, array(bodies));
      case Verdict.UpstreamFailed<Buffer>() ->
          problem(
              ProblemType.UPSTREAM_FAILED,
              "all " + attempts.size() + " attempts failed",
              attempts,
              startNanos);
      case Verdict.DeadlineReached<Buffer>() ->
          problem(
              ProblemType.DEADLINE,
              "the timeout of "
                  + parameters.timeoutMillis()
                  + " ms came before "
                  + (endpoint == Endpoint.ALL ? "all attempts had ended" : "any success"),
              attempts,
              startNanos);
      case Verdict.CallerLeft<Buffer>() -> null;
    };
  }

  /** An error outside of a race. */
  static Answer problem(ProblemType type, String detail) {
    return problem(type, Problem.json(type, detail));
  }

  /** No successes and no failure either, of an endpoint that never fails. */
  static Answer nothing(ProblemType why) {
    return new Answer(why.reason(), 200, JSON, Buffer.buffer("[]"));
  }

  /** A page for people. */
  static Answer page(Buffer html) {
    return new Answer(SUCCEEDED, 200, "text/html; charset=utf-8", html);
  }

  private static Answer problem(
      ProblemType type, String detail, List<Attempt> attempts, long startNanos) {
    return problem(type, Problem.json(type, detail, attempts, startNanos));
  }

  private static Answer problem(ProblemType type, Buffer json) {
    return new Answer(type.reason(), type.status(), Problem.CONTENT_TYPE, json);
  }

  private static Buffer envelope(Buffer body, long tookNanos) {
    return Buffer.buffer(body.length() + 32)
        .appendString("{\"time\": ")
        .appendString(Long.toString(tookNanos / 1_000_000))
        .appendString(", \"api\": ")
        .appendBuffer(body)
        .appendString("}");
  }

  private static Buffer array(List<Buffer> bodies) {
    Buffer array = Buffer.buffer("[");
    for (int i = 0; i < bodies.size(); i++) {
      array.appendString(i == 0 ? "" : ", ").appendBuffer(bodies.get(i));
    }
    return array.appendString("]");
  }
}
