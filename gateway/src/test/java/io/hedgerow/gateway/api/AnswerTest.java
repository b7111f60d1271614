package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.upstream.UpstreamAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How verdicts become HTTP answers. */
final class AnswerTest {
  private static final Buffer BODY = Buffer.buffer("{ \"time\":7 }\n");
  private static final Parameters.Valid ENVELOPED = new Parameters.Valid(route("smart"), 250, true);
  private static final List<Attempt> ATTEMPTS = EndedRace.ofThreeFailures();
  private static final long START_NANOS = Long.MAX_VALUE - 5;
  private static final Map<CharSequence, String> TIMING =
      Map.of(
          HttpHeaders.createOptimized("server-timing"),
          ServerTiming.of(null, ATTEMPTS, UnlaunchedHedges.NONE, START_NANOS));

  @ParameterizedTest
  @ValueSource(strings = {"first", "smart"})
  void won_bare_isTheBody(String route) {
    assertThat(answer(new Verdict.Won<>(2, ok(BODY)), bare(route), 0)).isEqualTo(success(BODY));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999999, 0", "1000000, 1", "1999999, 1", "60000000000, 60000"})
  void won_smart_isTheBodyAndOurWholeMilliseconds(long tookNanos, long millis) {
    assertThat(answer(new Verdict.Won<>(1, ok(BODY)), ENVELOPED, tookNanos))
        .isEqualTo(success(Buffer.buffer("{\"time\": " + millis + ", \"api\": { \"time\":7 }\n}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|[]|EMPTY", "1|[A]|SUCCEEDED", "2|[A, B]|SUCCEEDED", "3|[A, B, C]|SUCCEEDED"})
  void collected_bodies_areAnArrayInTheirOrder(int count, String expected, RequestVerdict verdict) {
    List<UpstreamAnswer> answers =
        Stream.of("A", "B", "C").map(text -> ok(Buffer.buffer(text))).limit(count).toList();

    assertThat(answer(new Verdict.Collected<>(answers), bare("all"), 0))
        .isEqualTo(
            new Answer(
                verdict, 200, "application/json", TIMING, List.of(), Buffer.buffer(expected)));
  }

  @Test
  void collected_bodies_areUnchanged() {
    Buffer body = BODY.copy();

    answer(new Verdict.Collected<>(List.of(ok(body), ok(body))), bare("all"), 0);
    answer(new Verdict.Won<>(1, ok(body)), ENVELOPED, 0);

    assertThat(body).isEqualTo(BODY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "within-timeout", "smart"})
  void upstreamFailed_anywhere_is503WithTheAttempts(String endpoint) {
    assertProblem(
        answer(new Verdict.UpstreamFailed<>(), bare(endpoint), 0),
        "upstream-failed",
        "All 3 attempts failed");
  }

  @Test
  void upstreamFailed_withFinalAnswers_saysThatTheyAreNoFailures() {
    Answer answer =
        Answer.to(
            new Verdict.UpstreamFailed<>(),
            bare("all"),
            null,
            EndedRace.ofTwoFinalAnswersAndAFailure(),
            UnlaunchedHedges.NONE,
            EndedRace.START_NANOS,
            EndedRace.START_NANOS);

    assertProblem(
        Objects.requireNonNull(answer),
        "upstream-failed",
        "No attempt succeeded (2 final, 1 failed)");
  }

  @ParameterizedTest
  @CsvSource({"all, Not all attempts ended", "first, No success", "smart, No success"})
  void deadlineReached_anywhere_is503WithTheAttempts(String endpoint, String missed) {
    assertProblem(
        answer(new Verdict.DeadlineReached<>(), bare(endpoint), 0),
        "deadline",
        missed + " within the timeout of 250 ms");
  }

  @Test
  void finalAnswer_passesWithItsStatus() {
    UpstreamAnswer missing =
        new UpstreamAnswer(404, List.of("content-type", "text/html"), Buffer.buffer("no"));

    Answer answer = answer(new Verdict.Final<>(1, missing), ENVELOPED, 0);

    assertThat(answer.verdict()).isEqualTo(RequestVerdict.FINAL);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.contentType()).isNull();
    assertThat(answer.body()).isEqualTo(missing.body());
    assertThat(answer.passedBack()).isEqualTo(missing.headers());
  }

  @ParameterizedTest
  @CsvSource({"200, true", "404, true", "204, false", "304, false"})
  void body_dependsOnTheStatus(int status, boolean mayHaveBody) {
    UpstreamAnswer answer = new UpstreamAnswer(status, List.of(), BODY);

    assertThat(answer(new Verdict.Final<>(1, answer), bare("first"), 0).mayHaveBody())
        .isEqualTo(mayHaveBody);
  }

  @Test
  void passBack_replacesOurCachingAndTypeOnly() {
    MultiMap response =
        headers(
            "cache-control", "no-store", "content-type", "a/b", "server-timing", "x", "vary", "o");

    passBack(
        response,
        "cache-control",
        "max-age=1",
        "cache-control",
        "public",
        "server-timing",
        "y",
        "vary",
        "accept");

    assertThat(response.getAll("cache-control")).containsExactly("max-age=1", "public");
    assertThat(response.getAll("content-type")).containsExactly("a/b");
    assertThat(response.getAll("server-timing")).containsExactly("x", "y");
    assertThat(response.getAll("vary")).containsExactly("o", "accept");
  }

  @Test
  void passBack_corsOfTheUpstream_passesOnlyWithoutOurs() {
    MultiMap ours = headers("access-control-allow-origin", "https://a");
    MultiMap none = headers();
    String[] upstreams = {"access-control-allow-origin", "*", "timing-allow-origin", "*"};

    passBack(ours, upstreams);
    passBack(none, upstreams);

    assertThat(ours.getAll("access-control-allow-origin")).containsExactly("https://a");
    assertThat(ours.contains("timing-allow-origin")).isFalse();
    assertThat(none.getAll("access-control-allow-origin")).containsExactly("*");
    assertThat(none.getAll("timing-allow-origin")).containsExactly("*");
  }

  private static void passBack(MultiMap response, String... namesAndValues) {
    UpstreamAnswer answer = new UpstreamAnswer(200, List.of(namesAndValues), BODY);
    answer(new Verdict.Won<>(1, answer), bare("first"), 0).passBack(response);
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  @Test
  void callerLeft_anywhere_isNoAnswer() {
    assertThat(
            Answer.to(
                new Verdict.CallerLeft<>(), ENVELOPED, null, ATTEMPTS, UnlaunchedHedges.NONE, 0, 0))
        .isNull();
  }

  private static void assertProblem(Answer answer, String reason, String detail) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.getString("reason")).isEqualTo(reason);
    assertThat(problem.getString("detail")).isEqualTo(detail);
    assertThat(problem.getJsonArray("attempts")).hasSize(3);
  }

  private static Parameters.Valid bare(String route) {
    return new Parameters.Valid(route(route), 250, false);
  }

  private static Route route(String name) {
    return Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).named(name);
  }

  private static UpstreamAnswer ok(Buffer body) {
    return new UpstreamAnswer(200, List.of(), body);
  }

  private static Answer success(Buffer body) {
    return new Answer(RequestVerdict.SUCCEEDED, 200, "application/json", TIMING, List.of(), body);
  }

  private static Answer answer(
      Verdict<UpstreamAnswer> verdict, Parameters.Valid parameters, long tookNanos) {
    return Objects.requireNonNull(
        Answer.to(
            verdict,
            parameters,
            null,
            ATTEMPTS,
            UnlaunchedHedges.NONE,
            START_NANOS,
            START_NANOS + tookNanos));
  }
}
