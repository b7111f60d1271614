package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.ShedReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts what is shed, by reason; all reasons are there from the start. */
final class ShedMetrics implements Admission.Tally {
  private final Map<ShedReason, Counter> requests;
  private final Map<ShedReason, Counter> hedges;

  ShedMetrics(MeterRegistry registry) {
    requests = counters(registry, "hedgerow.requests.shed", "Requests refused for protection");
    hedges = counters(registry, "hedgerow.hedges.withheld", "Hedges not launched for protection");
  }

  @Override
  public void onRequestShed(ShedReason reason) {
    Objects.requireNonNull(requests.get(reason)).increment();
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
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
