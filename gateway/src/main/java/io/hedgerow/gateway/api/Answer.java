package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a caller. This class is the only place that maps verdicts to HTTP.
 *
 * @param verdict reported to listeners with this answer
 * @param status the HTTP status
 * @param contentType of the body; unused with 204
 * @param headers in addition to those that every answer has
 * @param body the complete body
 */
record Answer(
    RequestVerdict verdict,
    int status,
    String contentType,
    Map<CharSequence, String> headers,
    Buffer body) {
  private static final String JSON = "application/json";
  private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
  private static final CharSequence DEGRADED = HttpHeaders.createOptimized("hedgerow-degraded");
  private static final String RETRY_AFTER_SECONDS = "1";

  /**
   * The answer to the verdict of a race, or null if the caller has left.
   *
   * @param withheld null if no hedge was withheld
   * @param startNanos when the request arrived
   * @param nowNanos the time of the verdict
   */
  static @Nullable Answer to(
      Verdict<Buffer> verdict,
      Parameters.Valid parameters,
      List<Attempt> attempts,
      @Nullable HedgesWithheld withheld,
      long startNanos,
      long nowNanos) {
    Map<CharSequence, String> headers =
        attempts.isEmpty()
            ? Map.of()
            : Map.of(SERVER_TIMING, ServerTiming.of(attempts, withheld, startNanos));
    return switch (verdict) {
      case Verdict.Won<Buffer>(int _, Buffer body) ->
          success(
              headers, parameters.isEnveloped() ? enveloped(body, nowNanos - startNanos) : body);
      case Verdict.Final<Buffer>(int _, Buffer body) -> success(headers, body);
      case Verdict.Collected<Buffer>(List<Buffer> bodies) when bodies.isEmpty() -> empty(headers);
      case Verdict.Collected<Buffer>(List<Buffer> bodies) -> success(headers, array(bodies));
      case Verdict.UpstreamFailed<Buffer>() ->
          problem(
              ProblemType.UPSTREAM_FAILED,
              headers,
              Problem.json(
                  ProblemType.UPSTREAM_FAILED,
                  attempts.size() == 1
                      ? "The only attempt failed"
                      : "All " + attempts.size() + " attempts failed",
                  attempts,
                  withheld,
                  startNanos));
      case Verdict.DeadlineReached<Buffer>() ->
          problem(
              ProblemType.DEADLINE,
              headers,
              Problem.json(
                  ProblemType.DEADLINE,
                  (parameters.endpoint() == Endpoint.ALL ? "Not all attempts ended" : "No success")
                      + " within the timeout of "
                      + parameters.timeoutMillis()
                      + " ms",
                  attempts,
                  withheld,
                  startNanos));
      case Verdict.CallerLeft<Buffer>() -> null;
    };
  }

  /** A problem without a race. */
  static Answer problem(ProblemType type, String detail) {
    return problem(type, Map.of(), Problem.json(type, detail));
  }

  /** A problem without a race, with one header. */
  static Answer problem(ProblemType type, String detail, CharSequence header, String value) {
    return problem(type, Map.of(header, value), Problem.json(type, detail));
  }

  /** Rejects a valid request. {@code within-timeout} never fails, so it answers an empty array. */
  static Answer refusal(Endpoint endpoint, ProblemType type, String detail) {
    return endpoint == Endpoint.WITHIN_TIMEOUT
        ? new Answer(
            type.verdict(), 200, JSON, Map.of(DEGRADED, type.reason()), Buffer.buffer("[]"))
        : problem(type, detail, HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /** An HTML page. */
  static Answer page(Buffer html) {
    return new Answer(RequestVerdict.SUCCEEDED, 200, "text/html; charset=utf-8", Map.of(), html);
  }

  /** Status 204, without a body. */
  static Answer noContent() {
    return new Answer(RequestVerdict.SUCCEEDED, 204, "", Map.of(), Buffer.buffer());
  }

  private static Answer success(Map<CharSequence, String> headers, Buffer body) {
    return new Answer(RequestVerdict.SUCCEEDED, 200, JSON, headers, body);
  }

  private static Answer empty(Map<CharSequence, String> headers) {
    return new Answer(RequestVerdict.EMPTY, 200, JSON, headers, Buffer.buffer("[]"));
  }

  private static Answer problem(ProblemType type, Map<CharSequence, String> headers, Buffer json) {
    return new Answer(type.verdict(), type.status(), Problem.CONTENT_TYPE, headers, json);
  }

  private static Buffer enveloped(Buffer body, long durationNanos) {
    return Buffer.buffer(body.length() + 32)
        .appendString("{\"time\": ")
        .appendString(Long.toString(durationNanos / 1_000_000))
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
