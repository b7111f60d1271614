package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.telemetry.ShedReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts shed requests and withheld hedges by reason. Every reason is exported from the start. */
final class ShedMetrics {
  private final Map<ShedReason, Counter> requests;
  private final Map<ShedReason, Counter> hedges;

  ShedMetrics(MeterRegistry registry) {
    requests =
        counters(
            registry,
            "hedgerow.requests.shed",
            "Requests rejected to protect the server or the upstream");
    hedges =
        counters(
            registry,
            "hedgerow.hedges.withheld",
            "Hedges not launched to protect the server or the upstream");
  }

  void onShed(ShedReason reason) {
    Objects.requireNonNull(requests.get(reason)).increment();
  }

  void onHedgesWithheld(int count, ShedReason reason) {
    Objects.requireNonNull(hedges.get(reason)).increment(count);
  }

  private static Map<ShedReason, Counter> counters(
      MeterRegistry registry, String name, String what) {
    Map<ShedReason, Counter> counters = new EnumMap<>(ShedReason.class);
    for (ShedReason reason : ShedReason.values()) {
      counters.put(
          reason,
          Counter.builder(name).description(what).tag("reason", reason.label()).register(registry));
    }
    return counters;
  }
}
