package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/first}: answers the first success only. */
final class FirstTest {
  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @Test
  void first_oneSucceeds_winsAndLosersAreCancelledOnTheWire() throws Exception {
    GATEWAY.script("hang@0ms", "ok@300ms", "stall@0ms");

    RawResponse answer = GATEWAY.get("/api/first?timeout=30000");

    answer.assertOk("{\"time\": 300}");
    assertThat(answer.timings())
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("cancelled", "succeeded", "cancelled");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void first_threeSucceed_theEarliestWins() throws Exception {
    GATEWAY.script("ok@3600000ms", "ok@3000ms", "ok@300ms");

    RawResponse answer = GATEWAY.get("/api/first?timeout=30000");

    answer.assertOk("{\"time\": 300}");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void first_failuresBeforeASuccess_doNotEndTheRace() throws Exception {
    GATEWAY.script("status:500@0ms", "ok@300ms", "body:{}@0ms");

    RawResponse answer = GATEWAY.get("/api/first?timeout=30000");

    answer.assertOk("{\"time\": 300}");
    assertThat(answer.timings())
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("bad-status", "succeeded", "bad-payload");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void first_allFail_failsAtOnceAndNotAtTheTimeout() throws Exception {
    GATEWAY.always("body:{\"time\": \"7\"}@0ms");
    long askedNanos = System.nanoTime();

    RawResponse answer = GATEWAY.get("/api/first?timeout=60000");

    assertThat(System.nanoTime() - askedNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(answer.assertProblem(503, "upstream-failed").getString("detail"))
        .isEqualTo("All 3 attempts failed");
    assertThat(answer.attempts())
        .containsExactly("1 bad-payload 200", "2 bad-payload 200", "3 bad-payload 200");
    assertThat(answer.timings()).containsExactly("1 bad-payload", "2 bad-payload", "3 bad-payload");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void first_noneEndsInTime_isDeadline() throws Exception {
    GATEWAY.always("ok@3600000ms");

    RawResponse answer = GATEWAY.get("/api/first?timeout=300");

    assertThat(answer.assertProblem(503, "deadline").getString("detail"))
        .isEqualTo("No success within the timeout of 300 ms");
    assertThat(answer.attempts()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    assertThat(answer.timings()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    GATEWAY.assertUpstream(3, 0, 3);
  }
}
