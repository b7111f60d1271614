package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The table from verdicts to HTTP. */
class AnswerTest {
  private static final Buffer BODY = Buffer.buffer("{ \"time\":7 }\n");
  private static final Parameters.Valid ENVELOPED = new Parameters.Valid(250, true);
  private static final Parameters.Valid BARE = new Parameters.Valid(250, false);
  private static final List<Attempt> ATTEMPTS = EndedRace.ofThreeFailures();

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SMART")
  void won_anywhereButSmart_isTheBody(Endpoint endpoint) {
    assertThat(answer(new Verdict.Won<>(2, BODY), endpoint, ENVELOPED, 0))
        .isEqualTo(new Answer("succeeded", 200, "application/json", BODY));
  }

  @Test
  void won_smartBare_isTheBody() {
    assertThat(answer(new Verdict.Won<>(1, BODY), Endpoint.SMART, BARE, 0))
        .isEqualTo(new Answer("succeeded", 200, "application/json", BODY));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "999999, 0", "1000000, 1", "1999999, 1", "60000000000, 60000"})
  void won_smart_isTheBodyAndOurWholeMilliseconds(long tookNanos, long millis) {
    assertThat(answer(new Verdict.Won<>(1, BODY), Endpoint.SMART, ENVELOPED, tookNanos))
        .isEqualTo(
            new Answer(
                "succeeded",
                200,
                "application/json",
                Buffer.buffer("{\"time\": " + millis + ", \"api\": { \"time\":7 }\n}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|[]", "1|[A]", "2|[A, B]", "3|[A, B, C]"})
  void collected_bodies_areAnArrayInTheirOrder(int count, String expected) {
    List<Buffer> bodies = List.of(Buffer.buffer("A"), Buffer.buffer("B"), Buffer.buffer("C"));

    assertThat(
            answer(new Verdict.Collected<>(bodies.subList(0, count)), Endpoint.ALL, ENVELOPED, 0))
        .isEqualTo(
            new Answer(
                count == 0 ? "empty" : "succeeded",
                200,
                "application/json",
                Buffer.buffer(expected)));
  }

  @Test
  void collected_bodies_areLeftAsTheyAre() {
    Buffer body = BODY.copy();

    answer(new Verdict.Collected<>(List.of(body, body)), Endpoint.ALL, ENVELOPED, 0);
    answer(new Verdict.Won<>(1, body), Endpoint.SMART, ENVELOPED, 0);

    assertThat(body).isEqualTo(BODY);
  }

  @ParameterizedTest
  @EnumSource
  void upstreamFailed_anywhere_is503WithTheAttempts(Endpoint endpoint) {
    assertProblem(
        answer(new Verdict.UpstreamFailed<>(), endpoint, ENVELOPED, 0),
        "upstream-failed",
        "all 3 attempts failed");
  }

  @ParameterizedTest
  @CsvSource({"ALL, all attempts had ended", "FIRST, any success", "SMART, any success"})
  void deadlineReached_anywhere_is503WithTheAttempts(Endpoint endpoint, String missed) {
    assertProblem(
        answer(new Verdict.DeadlineReached<>(), endpoint, ENVELOPED, 0),
        "deadline",
        "the timeout of 250 ms came before " + missed);
  }

  @Test
  void callerLeft_anywhere_isNoAnswer() {
    assertThat(Answer.to(new Verdict.CallerLeft<>(), Endpoint.ALL, ENVELOPED, ATTEMPTS, 0, 0))
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

  private static Answer answer(
      Verdict<Buffer> verdict, Endpoint endpoint, Parameters.Valid parameters, long tookNanos) {
    long startNanos = Long.MAX_VALUE - 5;
    return Objects.requireNonNull(
        Answer.to(verdict, endpoint, parameters, ATTEMPTS, startNanos, startNanos + tookNanos));
  }
}
