package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How verdicts map to HTTP. */
final class AnswerTest {
  private static final Buffer BODY = Buffer.buffer("{ \"time\":7 }\n");
  private static final Parameters.Valid ENVELOPED = new Parameters.Valid(Endpoint.SMART, 250, true);
  private static final List<Attempt> ATTEMPTS = EndedRace.ofThreeFailures();
  private static final long START_NANOS = Long.MAX_VALUE - 5;
  private static final Map<CharSequence, String> TIMING =
      Map.of(
          HttpHeaders.createOptimized("server-timing"),
          ServerTiming.of(ATTEMPTS, null, START_NANOS));

  @ParameterizedTest
  @EnumSource
  void won_bare_isTheBody(Endpoint endpoint) {
    assertThat(answer(new Verdict.Won<>(2, BODY), bare(endpoint), 0)).isEqualTo(success(BODY));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999999, 0", "1000000, 1", "1999999, 1", "60000000000, 60000"})
  void won_smart_isTheBodyAndOurWholeMilliseconds(long tookNanos, long millis) {
    assertThat(answer(new Verdict.Won<>(1, BODY), ENVELOPED, tookNanos))
        .isEqualTo(success(Buffer.buffer("{\"time\": " + millis + ", \"api\": { \"time\":7 }\n}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|[]|EMPTY", "1|[A]|SUCCEEDED", "2|[A, B]|SUCCEEDED", "3|[A, B, C]|SUCCEEDED"})
  void collected_bodies_areAnArrayInTheirOrder(int count, String expected, RequestVerdict verdict) {
    List<Buffer> bodies = List.of(Buffer.buffer("A"), Buffer.buffer("B"), Buffer.buffer("C"));

    assertThat(answer(new Verdict.Collected<>(bodies.subList(0, count)), bare(Endpoint.ALL), 0))
        .isEqualTo(new Answer(verdict, 200, "application/json", TIMING, Buffer.buffer(expected)));
  }

  @Test
  void collected_bodies_areUnchanged() {
    Buffer body = BODY.copy();

    answer(new Verdict.Collected<>(List.of(body, body)), bare(Endpoint.ALL), 0);
    answer(new Verdict.Won<>(1, body), ENVELOPED, 0);

    assertThat(body).isEqualTo(BODY);
  }

  @ParameterizedTest
  @EnumSource
  void upstreamFailed_anywhere_is503WithTheAttempts(Endpoint endpoint) {
    assertProblem(
        answer(new Verdict.UpstreamFailed<>(), bare(endpoint), 0),
        "upstream-failed",
        "All 3 attempts failed");
  }

  @ParameterizedTest
  @CsvSource({"ALL, Not all attempts ended", "FIRST, No success", "SMART, No success"})
  void deadlineReached_anywhere_is503WithTheAttempts(Endpoint endpoint, String missed) {
    assertProblem(
        answer(new Verdict.DeadlineReached<>(), bare(endpoint), 0),
        "deadline",
        missed + " within the timeout of 250 ms");
  }

  @Test
  void callerLeft_anywhere_isNoAnswer() {
    assertThat(Answer.to(new Verdict.CallerLeft<>(), ENVELOPED, ATTEMPTS, null, 0, 0)).isNull();
  }

  private static void assertProblem(Answer answer, String reason, String detail) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.contentType()).isEqualTo("application/problem+json");
    JsonObject problem = new JsonObject(answer.body());
    assertThat(problem.getString("reason")).isEqualTo(reason);
    assertThat(problem.getString("detail")).isEqualTo(detail);
    assertThat(problem.getJsonArray("attempts")).hasSize(3);
  }

  private static Parameters.Valid bare(Endpoint endpoint) {
    return new Parameters.Valid(endpoint, 250, false);
  }

  private static Answer success(Buffer body) {
    return new Answer(RequestVerdict.SUCCEEDED, 200, "application/json", TIMING, body);
  }

  private static Answer answer(
      Verdict<Buffer> verdict, Parameters.Valid parameters, long tookNanos) {
    return Objects.requireNonNull(
        Answer.to(verdict, parameters, ATTEMPTS, null, START_NANOS, START_NANOS + tookNanos));
  }
}
