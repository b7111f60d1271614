package io.hedgerow.gateway.telemetry.metrics;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.Collector;
import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Metrics after a garbage collection. Micrometer has only weak references to what gauges and
 * function counters read. Without another reference, counters show 0 and gauges NaN after the first
 * collection.
 */
final class MetricsAfterGarbageCollectionTest {
  @Test
  void metrics_afterACollection_keepTheirValues() throws Exception {
    try (Collector collector = Collector.start(Collector.Manner.TAKES);
        RunningGateway gateway =
            RunningGateway.start(
                "rate-limit.requests=1000",
                "tracing.exporter=zipkin",
                "tracing.endpoint=" + collector.url("/api/v2/spans"),
                "tracing.sample-ratio=1")) {
      gateway.always("ok@0ms");
      for (String endpoint : new String[] {"all", "first", "within-timeout", "smart"}) {
        gateway.get("/api/" + endpoint + "?timeout=30000");
      }
      gateway.assertAtRest();
      assertEventually(() -> scrape(gateway).get("hedgerow_spans_exported_total"), 14.0);
      Map<String, Double> before = own(scrape(gateway));
      assertThat(before).containsEntry("hedgerow_rate_limit_callers", 1.0);

      LeakReports.collectGarbage();

      Map<String, Double> after = scrape(gateway);
      assertThat(own(after)).isEqualTo(before);
      assertThat(after).allSatisfy((name, value) -> assertThat(value).as(name).isNotNaN());
    }
  }

  private static Map<String, Double> scrape(RunningGateway gateway) {
    try {
      return MetricsScrape.of(gateway.gateway()).samples();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Our metrics, except those that change by themselves. */
  private static Map<String, Double> own(Map<String, Double> samples) {
    Map<String, Double> own = new TreeMap<>(samples);
    own.keySet()
        .removeIf(name -> !name.startsWith("hedgerow_") || name.startsWith("hedgerow_loop_delay"));
    return own;
  }
}
