package io.hedgerow.gateway.telemetry.trace;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.Collector;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A failing collector does not affect callers and is logged in one line. */
final class TracingTroubleTest {
  private static final String LOGGER = "io.hedgerow.gateway.telemetry.trace";

  @ParameterizedTest
  @CsvSource({
    "zipkin, REFUSES, 'IOException: Server returned HTTP response code: 500 for URL: %s'",
    "otlp,   REFUSES, rejected by the collector",
    "zipkin, NEVER_ANSWERS, 'SocketTimeoutException: Read timed out'",
  })
  void collector_inTrouble_requestsAreServedAndOneLineSaysSo(
      String exporter, Collector.Manner manner, String why) throws Exception {
    try (LogCapture logged = new LogCapture(LOGGER);
        Collector collector = Collector.start(manner);
        RunningGateway gateway = start(exporter, collector.url("/traces"))) {
      gateway.always("ok@0ms");
      assertServed(gateway);
      assertEventually(() -> logged.lines().size(), 1);
      assertServed(gateway);
      assertEventually(() -> collector.exports().size() > 1, true);

      collector.set(Collector.Manner.TAKES);
      assertEventually(
          () -> {
            serve(gateway);
            return logged.lines().size();
          },
          2);
      assertThat(logged.lines().getFirst())
          .isEqualTo(
              "WARN trace export to %s fails: %s; spans are dropped until it recovers"
                  .formatted(collector.url("/traces"), why.formatted(collector.url("/traces"))));
      assertThat(logged.lines().getLast())
          .startsWith("INFO trace export to " + collector.url("/traces") + " recovered; ");
    }
  }

  @Test
  void collector_isDownFromTheStart_serverStartsAndServes() throws Exception {
    Collector gone = Collector.start(Collector.Manner.TAKES);
    gone.close();
    try (LogCapture logged = new LogCapture(LOGGER);
        RunningGateway gateway = start("zipkin", gone.url("/traces"))) {
      gateway.always("ok@0ms");
      assertServed(gateway);

      assertEventually(
          logged::lines,
          List.of(
              "WARN trace export to "
                  + gone.url("/traces")
                  + " fails: ConnectException: Connection refused; spans are dropped until it"
                  + " recovers"));
    }
  }

  private static RunningGateway start(String exporter, String endpoint) {
    return RunningGateway.start(
        "tracing.exporter=" + exporter, "tracing.endpoint=" + endpoint, "tracing.sample-ratio=1");
  }

  private static void assertServed(RunningGateway gateway) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.get("/api/first?timeout=30000").status()).isEqualTo(200);
    }
  }

  private static void serve(RunningGateway gateway) {
    try {
      gateway.get("/api/first?timeout=30000");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
