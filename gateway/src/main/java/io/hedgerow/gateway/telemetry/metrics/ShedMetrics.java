package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.ShedReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;

/** Counts what is shed, by reason; all reasons are there from the start. */
final class ShedMetrics implements Admission.Tally {
  private final Counter[] requests;
  private final Counter[] hedges;

  ShedMetrics(MeterRegistry registry) {
    requests = counters(registry, "hedgerow.requests.shed", "Requests refused for protection");
    hedges = counters(registry, "hedgerow.hedges.withheld", "Hedges not launched for protection");
  }

  @Override
  public void onRequestShed(ShedReason reason) {
    requests[reason.ordinal()].increment();
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    hedges[reason.ordinal()].increment(count);
  }

  private static Counter[] counters(MeterRegistry registry, String name, String what) {
    return Arrays.stream(ShedReason.values())
        .map(
            r -> Counter.builder(name).description(what).tag("reason", r.word()).register(registry))
        .toArray(Counter[]::new);
  }
}
