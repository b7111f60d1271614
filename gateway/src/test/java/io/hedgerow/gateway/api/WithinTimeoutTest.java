package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code /api/within-timeout}: the successes in time, possibly none; never an error. */
final class WithinTimeoutTest {
  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @Test
  void withinTimeout_allEnd_isAllInOrderOfArrivalBeforeTheTimeout() throws Exception {
    GATEWAY.script("ok@200ms", "ok@400ms", "ok@0ms");

    RawResponse answer = GATEWAY.get("/api/within-timeout?timeout=60000");

    answer.assertOk("[{\"time\": 0}, {\"time\": 200}, {\"time\": 400}]");
    assertThat(answer.timings()).containsExactly("1 succeeded", "2 succeeded", "3 succeeded");
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void withinTimeout_someInTime_answersThose() throws Exception {
    GATEWAY.script("ok@1ms", "hang@0ms", "ok@3600000ms");

    RawResponse answer = GATEWAY.get("/api/within-timeout?timeout=400");

    answer.assertOk("[{\"time\": 1}]");
    assertThat(answer.timings())
        .extracting(timing -> timing.substring(2))
        .containsExactlyInAnyOrder("succeeded", "timed-out", "timed-out");
    GATEWAY.assertUpstream(3, 1, 2);
  }

  @Test
  void withinTimeout_noneInTime_isEmptyAndOk() throws Exception {
    GATEWAY.always("hang@0ms");

    RawResponse answer = GATEWAY.get("/api/within-timeout?timeout=300");

    answer.assertOk("[]");
    assertThat(answer.timings()).containsExactly("1 timed-out", "2 timed-out", "3 timed-out");
    GATEWAY.assertUpstream(3, 0, 3);
  }

  @Test
  void withinTimeout_allFail_isEmptyAtOnce() throws Exception {
    GATEWAY.always("status:500@0ms");
    long askedNanos = System.nanoTime();

    RawResponse answer = GATEWAY.get("/api/within-timeout?timeout=60000");

    assertThat(System.nanoTime() - askedNanos).isLessThan(TimeUnit.SECONDS.toNanos(20));
    answer.assertOk("[]");
    assertThat(answer.timings()).containsExactly("1 bad-status", "2 bad-status", "3 bad-status");
    GATEWAY.assertUpstream(3, 3, 0);
  }
}
