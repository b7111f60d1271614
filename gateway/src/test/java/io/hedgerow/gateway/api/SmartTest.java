package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/smart}: one attempt, and two hedges when it is slow or fails. */
final class SmartTest {
  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  /** Its hedges are launched at once or never. */
  @RegisterExtension
  static final RunningGateway PATIENT = RunningGateway.start("smart.hedge-delay=10m");

  @Test
  void smart_successBeforeTheHedgeDelay_isOneAttempt() throws Exception {
    PATIENT.always("ok@2ms");

    RawResponse answer = PATIENT.get("/api/smart?timeout=60000");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.timings()).containsExactly("1 succeeded");
    PATIENT.assertUpstream(1, 1, 0);
  }

  @Test
  void smart_success_isEnvelopedWithOurTime() throws Exception {
    PATIENT.script("ok@200ms");

    RawResponse answer = PATIENT.get("/api/smart?timeout=60000");

    JsonObject envelope = new JsonObject(answer.body());
    long timeMillis = envelope.getLong("time");
    assertThat(timeMillis).isBetween(200L, 20_000L);
    answer.assertOk("{\"time\": " + timeMillis + ", \"api\": {\"time\": 200}}");
  }

  @Test
  void smart_envelopeFalse_isTheUpstreamBodyAlone() throws Exception {
    PATIENT.script("ok@2ms");

    PATIENT.get("/api/smart?timeout=60000&envelope=false").assertOk("{\"time\": 2}");
  }

  @Test
  void smart_noSuccessFor300Ms_launchesTwoHedges() throws Exception {
    GATEWAY.always("hang@0ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=1500");

    JsonObject problem = answer.assertProblem(503, "deadline");
    assertThat(problem.getString("detail")).isEqualTo("No success within the timeout of 1500 ms");
    assertThat(answer.attempts()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    assertThat(problem.getJsonArray("attempts").getJsonObject(1).getDouble("startMs"))
        .isEqualTo(problem.getJsonArray("attempts").getJsonObject(2).getDouble("startMs"))
        .isBetween(300.0, 1400.0);
    GATEWAY.assertUpstream(3, 0, 3);
  }

  @Test
  void smart_firstAttemptSlow_mayStillWin() throws Exception {
    GATEWAY.script("ok@900ms", "hang@0ms", "hang@0ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 900}");
    assertThat(answer.timings()).containsExactly("1 succeeded", "2 cancelled", "3 cancelled");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void smart_firstAttemptHangs_aHedgeWins() throws Exception {
    GATEWAY.script("hang@0ms", "ok@300ms", "hang@0ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 300}");
    assertThat(answer.timings())
        .contains("1 cancelled")
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("cancelled", "succeeded", "cancelled");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void smart_firstAttemptFails_hedgesAtOnce() throws Exception {
    PATIENT.script("status:503@0ms", "ok@300ms", "hang@0ms");
    long askedNanos = System.nanoTime();

    RawResponse answer = PATIENT.get("/api/smart?timeout=60000&envelope=false");

    assertThat(System.nanoTime() - askedNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
    answer.assertOk("{\"time\": 300}");
    assertThat(answer.timings())
        .contains("1 bad-status")
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("bad-status", "succeeded", "cancelled");
    PATIENT.assertUpstream(3, 2, 1);
  }

  @Test
  void smart_oneHedgeFails_theOtherMayStillWin() throws Exception {
    PATIENT.script("status:503@0ms", "status:500@0ms", "ok@300ms");

    RawResponse answer = PATIENT.get("/api/smart?timeout=60000&envelope=false");

    answer.assertOk("{\"time\": 300}");
    PATIENT.assertUpstream(3, 3, 0);
  }

  @Test
  void smart_allFail_failsAtOnce() throws Exception {
    PATIENT.always("status:503@0ms");
    long askedNanos = System.nanoTime();

    RawResponse answer = PATIENT.get("/api/smart?timeout=60000");

    assertThat(System.nanoTime() - askedNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
    answer.assertProblem(503, "upstream-failed");
    assertThat(answer.attempts())
        .containsExactly("1 bad-status 503", "2 bad-status 503", "3 bad-status 503");
    PATIENT.assertUpstream(3, 3, 0);
  }

  @Test
  void smart_timeoutBeforeTheHedgeDelay_isOneAttempt() throws Exception {
    PATIENT.always("hang@0ms");

    RawResponse answer = PATIENT.get("/api/smart?timeout=300");

    answer.assertProblem(503, "deadline");
    assertThat(answer.attempts()).containsExactly("1 timed-out");
    assertThat(answer.timings()).containsExactly("1 timed-out");
    PATIENT.assertUpstream(1, 0, 1);
  }
}
