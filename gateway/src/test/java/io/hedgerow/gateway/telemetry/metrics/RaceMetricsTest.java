package io.hedgerow.gateway.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether an answer is late depends on its duration, not on how fast the caller reads it. */
final class RaceMetricsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "1000, 5000, 0", "1001, 0, 1"})
  void request_withATimeoutOf1000_isAnOverrunPastIt(
      long durationNanos, long deliveryNanos, double overruns) {
    new RaceMetrics(registry)
        .onRequestStarted(
            new StartedRequest(
                "first", "GET", "http", "/api/first", MultiMap.caseInsensitiveMultiMap(), 0))
        .onRequestEnded(
            new EndedRequest(
                RequestVerdict.SUCCEEDED, 200, 1, 1000, durationNanos, deliveryNanos, null));

    assertThat(registry.get("hedgerow.request.overruns").counter().count()).isEqualTo(overruns);
    assertThat(registry.get("hedgerow.request.delivery").timer().totalTime(TimeUnit.NANOSECONDS))
        .isEqualTo((double) deliveryNanos);
  }
}
