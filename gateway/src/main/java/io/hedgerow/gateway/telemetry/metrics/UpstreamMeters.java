package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.UpstreamState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of the attempts at one upstream. Any thread may call it. */
final class UpstreamMeters {
  static final String LABEL = "upstream";

  private record Labels(String role, String outcome, String state) {}

  private record Meters(Counter ended, Timer duration) {}

  private final MeterRegistry registry;
  private final String upstream;
  private final Map<Labels, Meters> attempts = new ConcurrentHashMap<>();

  UpstreamMeters(MeterRegistry registry, String upstream) {
    this.registry = registry;
    this.upstream = upstream;
  }

  void onAttemptEnded(String role, Outcome outcome, long durationNanos) {
    Labels labels = new Labels(role, outcome.label(), UpstreamState.of(outcome).label());
    Meters meters = attempts.computeIfAbsent(labels, this::newMeters);
    meters.ended().increment();
    meters.duration().record(durationNanos, TimeUnit.NANOSECONDS);
  }

  private Meters newMeters(Labels labels) {
    return new Meters(
        Counter.builder("hedgerow.attempts")
            .description("Attempts that ended")
            .tags(LABEL, upstream, "upstream_state", labels.state())
            .tags("role", labels.role(), "outcome", labels.outcome())
            .register(registry),
        Timer.builder("hedgerow.attempt.duration")
            .description("Time from the launch of an attempt to its end")
            .tags(LABEL, upstream, "role", labels.role(), "outcome", labels.outcome())
            .serviceLevelObjectives(Buckets.LATENCY)
            .register(registry));
  }
}
