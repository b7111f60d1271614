package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.WriteReserve;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * With a hanging upstream, each answer arrives at its own timeout: not earlier, whatever other
 * requests and attempts do. The benchmarks measure how late it is.
 */
final class InTimeTest {
  /** How late an event loop may be on a busy machine. */
  private static final long STANDING_DELAY_MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

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
    try (RawCaller longer = GATEWAY.newCaller();
        RawCaller caller = GATEWAY.newCaller()) {
      longer.get("/api/all?timeout=60000");
      assertEventually(() -> GATEWAY.counts().working(), 3L);
      long askedNanos = System.nanoTime();
      RawResponse answer = caller.get("/api/" + endpoint + "?timeout=" + timeoutMillis).read();
      long tookNanos = System.nanoTime() - askedNanos;

      // A lower bound only, which holds on a busy machine too.
      long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      long reserveMaxNanos =
          Math.min(timeoutNanos / 2, WriteReserve.NANOS_MAX + STANDING_DELAY_MAX_NANOS);
      assertThat(tookNanos).isGreaterThanOrEqualTo(timeoutNanos - reserveMaxNanos);
      assertEventually(() -> GATEWAY.counts().working(), 3L);
      if (endpoint.equals("within-timeout")) {
        answer.assertOk("[]");
      } else {
        answer.assertProblem(503, "deadline");
      }
    }
  }
}
