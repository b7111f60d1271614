package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.route.AnswerRule;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.upstream.UpstreamAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a caller. This class is the only place that maps verdicts to HTTP.
 *
 * @param verdict reported to listeners with this answer
 * @param status the HTTP status
 * @param contentType of the body; null if there is none, or if it passes back
 * @param headers in addition to those that every answer has
 * @param passedBack the upstream's headers that pass back: names and values alternately
 * @param body the complete body
 */
record Answer(
    RequestVerdict verdict,
    int status,
    @Nullable String contentType,
    Map<CharSequence, String> headers,
    List<String> passedBack,
    Buffer body) {
  private static final String JSON = "application/json";
  private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
  private static final CharSequence DEGRADED = HttpHeaders.createOptimized("hedgerow-degraded");
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final Buffer EMPTY_ARRAY = Buffer.buffer("[]");
  private static final Set<String> REPLACED = Set.of("cache-control", "content-type");
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /**
   * The answer to the verdict of a race, or null if the caller has left.
   *
   * @param name of the route, to be shown; null for none
   * @param startNanos when the request arrived
   * @param nowNanos the time of the verdict
   */
  static @Nullable Answer to(
      Verdict<UpstreamAnswer> verdict,
      Parameters.Valid parameters,
      @Nullable String name,
      List<Attempt> attempts,
      UnlaunchedHedges unlaunched,
      long startNanos,
      long nowNanos) {
    Map<CharSequence, String> headers =
        attempts.isEmpty()
            ? Map.of()
            : Map.of(
                SERVER_TIMING,
                ServerTiming.of(shown(name, parameters), attempts, unlaunched, startNanos));
    Route route = parameters.route();
    return switch (verdict) {
      case Verdict.Won<UpstreamAnswer>(int _, UpstreamAnswer answer) ->
          route.answer() instanceof AnswerRule.Envelope envelope && parameters.isEnveloped()
              ? success(headers, enveloped(envelope, answer.body(), nowNanos - startNanos))
              : passed(RequestVerdict.SUCCEEDED, route, headers, answer);
      case Verdict.Final<UpstreamAnswer>(int _, UpstreamAnswer answer) ->
          passed(RequestVerdict.FINAL, route, headers, answer);
      case Verdict.Collected<UpstreamAnswer>(List<UpstreamAnswer> answers) ->
          answers.isEmpty() ? empty(headers) : success(headers, array(answers));
      case Verdict.UpstreamFailed<UpstreamAnswer>() ->
          problem(
              ProblemType.UPSTREAM_FAILED,
              route.statuses().upstreamFailed(),
              headers,
              Problem.json(
                  ProblemType.UPSTREAM_FAILED,
                  route.statuses().upstreamFailed(),
                  name,
                  withoutSuccess(attempts),
                  attempts,
                  unlaunched.withheld(),
                  startNanos));
      case Verdict.DeadlineReached<UpstreamAnswer>() ->
          problem(
              ProblemType.DEADLINE,
              route.statuses().deadline(),
              headers,
              Problem.json(
                  ProblemType.DEADLINE,
                  route.statuses().deadline(),
                  name,
                  (route.plan().ending() == Plan.Ending.ALL_ENDED
                          ? "Not all attempts ended"
                          : "No success")
                      + " within the timeout of "
                      + parameters.timeoutMillis()
                      + " ms",
                  attempts,
                  unlaunched.withheld(),
                  startNanos));
      case Verdict.CallerLeft<UpstreamAnswer>() -> null;
    };
  }

  /** Describes a race that ended before its deadline without a success. */
  private static String withoutSuccess(List<Attempt> attempts) {
    long finals =
        attempts.stream().filter(attempt -> attempt.outcome() instanceof Outcome.Final).count();
    if (finals > 0) {
      return "No attempt succeeded (%d final, %d failed)"
          .formatted(finals, attempts.size() - finals);
    }
    return attempts.size() == 1
        ? "The only attempt failed"
        : "All " + attempts.size() + " attempts failed";
  }

  /** What to show of the route; null for a route that is not shown. */
  private static ServerTiming.@Nullable Shown shown(
      @Nullable String name, Parameters.Valid parameters) {
    return name == null ? null : new ServerTiming.Shown(name, parameters.timeoutMillis());
  }

  /** A problem with a request that has no route. */
  static Answer problem(ProblemType type, String detail) {
    return problem(type, null, detail);
  }

  /**
   * A problem without a race.
   *
   * @param name of the route, to be shown; null for none
   */
  static Answer problem(ProblemType type, @Nullable String name, String detail) {
    return problem(type, type.status(), Map.of(), Problem.json(type, type.status(), name, detail));
  }

  /** The same with one header. */
  static Answer problem(
      ProblemType type, @Nullable String name, String detail, CharSequence header, String value) {
    return problem(
        type,
        type.status(),
        Map.of(header, value),
        Problem.json(type, type.status(), name, detail));
  }

  /**
   * Rejects a valid request because of overload. A route with {@code WHATEVER_CAME} answers 200
   * with an empty array.
   *
   * @param name of the route, to be shown; null for none
   */
  static Answer overloaded(Route route, @Nullable String name) {
    ProblemType type = ProblemType.OVERLOADED;
    return route.plan().ending() == Plan.Ending.WHATEVER_CAME
        ? json(type.verdict(), Map.of(DEGRADED, type.reason()), EMPTY_ARRAY)
        : problem(type, name, "Retry later", HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /** An HTML page. */
  static Answer page(Buffer html) {
    return new Answer(
        RequestVerdict.SUCCEEDED, 200, "text/html; charset=utf-8", Map.of(), List.of(), html);
  }

  /** Status 204, without a body. */
  static Answer noContent() {
    return new Answer(
        RequestVerdict.SUCCEEDED, NO_CONTENT, null, Map.of(), List.of(), Buffer.buffer());
  }

  /** Whether an answer with this status may have a body (RFC 9110, sections 15.3.5 and 15.4.5). */
  boolean mayHaveBody() {
    return status != NO_CONTENT && status != NOT_MODIFIED;
  }

  /**
   * Adds the upstream's headers that pass back. They replace our {@code Cache-Control} and {@code
   * Content-Type}. If we have set CORS headers, those of the upstream are dropped: browsers reject
   * duplicates.
   */
  void passBack(MultiMap response) {
    if (passedBack.isEmpty()) {
      return;
    }
    boolean isCorsOurs = response.contains(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    Set<String> replaced = new HashSet<>(REPLACED);
    for (int i = 0; i < passedBack.size(); i += 2) {
      String name = passedBack.get(i);
      if (replaced.remove(name)) {
        response.remove(name);
      }
      if (!isCorsOurs || !isOfCors(name)) {
        response.add(name, passedBack.get(i + 1));
      }
    }
  }

  private static boolean isOfCors(String name) {
    return name.startsWith("access-control-") || name.equals("timing-allow-origin");
  }

  /** An answer of the upstream, as it came. */
  private static Answer passed(
      RequestVerdict verdict,
      Route route,
      Map<CharSequence, String> headers,
      UpstreamAnswer answer) {
    boolean isJson = verdict == RequestVerdict.SUCCEEDED && route.success().json() != null;
    return new Answer(
        verdict, answer.status(), isJson ? JSON : null, headers, answer.headers(), answer.body());
  }

  private static Answer json(
      RequestVerdict verdict, Map<CharSequence, String> headers, Buffer body) {
    return new Answer(verdict, 200, JSON, headers, List.of(), body);
  }

  private static Answer success(Map<CharSequence, String> headers, Buffer body) {
    return json(RequestVerdict.SUCCEEDED, headers, body);
  }

  private static Answer empty(Map<CharSequence, String> headers) {
    return json(RequestVerdict.EMPTY, headers, EMPTY_ARRAY);
  }

  private static Answer problem(
      ProblemType type, int status, Map<CharSequence, String> headers, Buffer json) {
    return new Answer(type.verdict(), status, Problem.CONTENT_TYPE, headers, List.of(), json);
  }

  private static Buffer enveloped(AnswerRule.Envelope envelope, Buffer body, long durationNanos) {
    return Buffer.buffer(body.length() + 32)
        .appendString("{\"")
        .appendString(envelope.time())
        .appendString("\": ")
        .appendString(Long.toString(durationNanos / 1_000_000))
        .appendString(", \"")
        .appendString(envelope.api())
        .appendString("\": ")
        .appendBuffer(body)
        .appendString("}");
  }

  private static Buffer array(List<UpstreamAnswer> answers) {
    Buffer array = Buffer.buffer("[");
    for (int i = 0; i < answers.size(); i++) {
      array.appendString(i == 0 ? "" : ", ").appendBuffer(answers.get(i).body());
    }
    return array.appendString("]");
  }
}
