package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/all}: every success, in order of arrival, once all attempts have ended. */
final class AllTest {
  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @Test
  void all_threeSuccesses_areInOrderOfArrival() throws Exception {
    GATEWAY.script("ok@400ms", "ok@0ms", "ok@200ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=30000");

    answer.assertOk("[{\"time\": 0}, {\"time\": 200}, {\"time\": 400}]");
    assertThat(answer.timings()).containsExactly("1 succeeded", "2 succeeded", "3 succeeded");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void all_oneFails_answersTheOtherTwo() throws Exception {
    GATEWAY.script("status:503@0ms", "ok@200ms", "ok@0ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=30000");

    answer.assertOk("[{\"time\": 0}, {\"time\": 200}]");
    assertThat(answer.timings())
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("succeeded", "succeeded", "bad-status");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void all_oneSucceedsLast_answersThatOne() throws Exception {
    GATEWAY.script("body:nonsense@0ms", "ok@200ms", "status:500@0ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=30000");

    answer.assertOk("[{\"time\": 200}]");
    assertThat(answer.timings())
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("bad-payload", "succeeded", "bad-status");
  }

  @Test
  void all_noneSucceeds_failsAtOnce() throws Exception {
    GATEWAY.always("status:503@0ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=60000");

    assertThat(answer.assertProblem(503, "upstream-failed").getString("detail"))
        .isEqualTo("All 3 attempts failed");
    assertThat(answer.attempts())
        .containsExactly("1 bad-status 503", "2 bad-status 503", "3 bad-status 503");
    assertThat(answer.timings()).containsExactly("1 bad-status", "2 bad-status", "3 bad-status");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void all_oneStillRunningAtTheTimeout_fails() throws Exception {
    GATEWAY.script("ok@0ms", "hang@0ms", "ok@0ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=400");

    assertThat(answer.assertProblem(503, "deadline").getString("detail"))
        .isEqualTo("Not all attempts ended within the timeout of 400 ms");
    assertThat(answer.attempts())
        .extracting(attempt -> attempt.substring(2))
        .containsExactlyInAnyOrder("succeeded 200", "succeeded 200", "timed-out");
    assertThat(answer.timings()).hasSize(3);
    GATEWAY.assertUpstream(3, 2, 1);
  }

  @Test
  void all_oneFailsAndOneRunsAtTheTimeout_isDeadlineAndNotUpstreamFailed() throws Exception {
    GATEWAY.script("status:503@0ms", "hang@0ms", "status:503@0ms");

    RawResponse answer = GATEWAY.get("/api/all?timeout=400");

    answer.assertProblem(503, "deadline");
    GATEWAY.assertUpstream(3, 2, 1);
  }
}
