package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With an upstream that hangs, an answer comes at its timeout: neither much later, as far as a busy
 * machine can promise, nor more than 10 ms earlier. How precise it is on an idle machine is
 * measured by the benchmarks.
 */
class InTimeTest {
  private static final double LATE_LIMIT_MILLIS = 250;
  private static final double EARLY_LIMIT_MILLIS = 10;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeAll
  static void warmUp() throws Exception {
    GATEWAY.always("ok@0ms");
    for (int i = 0; i < 20; i++) {
      GATEWAY.get("/api/first?timeout=30000");
    }
  }

  @BeforeEach
  void hang() {
    GATEWAY.always("hang@0ms");
  }

  @ParameterizedTest
  @CsvSource({
    "all, 1",
    "all, 2",
    "all, 20",
    "all, 100",
    "all, 500",
    "first, 1",
    "first, 2",
    "first, 20",
    "first, 100",
    "first, 500",
    "within-timeout, 1",
    "within-timeout, 2",
    "within-timeout, 20",
    "within-timeout, 100",
    "within-timeout, 500",
    "smart, 1",
    "smart, 2",
    "smart, 20",
    "smart, 100",
    "smart, 500"
  })
  void answer_upstreamHangs_comesAtTheTimeout(String endpoint, int timeoutMillis) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      long askedNanos = System.nanoTime();
      RawResponse answer = caller.get("/api/" + endpoint + "?timeout=" + timeoutMillis).read();
      double tookMillis =
          (System.nanoTime() - askedNanos) / (double) TimeUnit.MILLISECONDS.toNanos(1);

      System.out.printf(
          "%s, timeout %d ms: answered after %.2f ms%n", endpoint, timeoutMillis, tookMillis);
      assertThat(tookMillis - timeoutMillis)
          .as("milliseconds after the timeout")
          .isBetween(-EARLY_LIMIT_MILLIS, LATE_LIMIT_MILLIS);
      if (endpoint.equals("within-timeout")) {
        answer.assertOk("[]");
      } else {
        answer.assertProblem(503, "deadline");
      }
    }
  }
}
