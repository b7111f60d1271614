package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program with a log that nobody reads, for example because a log collector hangs. Stderr and
 * stdout are one pipe, which holds 64 KiB.
 */
final class UnreadLogTest {
  private static final int REQUESTS = 1500;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void log_isNotRead_requestsAreAnsweredAndTheProcessEnds(String format) throws Exception {
    // The upstream refuses connections, and every request is logged.
    try (RunningProgram program =
        RunningProgram.start(
            "--upstream.url=http://127.0.0.1:1/api/work",
            "--log.failures-max=1000000",
            "--log.queue-max=16",
            "--log.format=" + format)) {
      try (RawCaller caller = new RawCaller(program.port())) {
        for (int i = 0; i < REQUESTS; i++) {
          assertThat(caller.get("/api/first?timeout=30000").read().status()).isEqualTo(503);
        }
      }

      try (RawCaller caller = new RawCaller(program.managementPort())) {
        String metrics = caller.get("/metrics").read().body();
        assertThat(metrics).containsPattern("hedgerow_log_lines_dropped_total [1-9]");
      }
      program.terminate();
      assertThat(program.awaitEnd()).isZero();
    }
  }
}
