package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.replica.ReplicaState;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Gauges and counters of each replica, as last {@linkplain #set set}. They are registered anew each
 * time, so that replicas that have left leave no meters behind.
 *
 * <p>Not thread-safe: the caller sets and scrapes under one lock.
 */
final class ReplicaMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  // Strong references: the meters hold only weak ones.
  private List<UpstreamReplicas> latest = List.of();

  ReplicaMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void set(List<UpstreamReplicas> upstreams) {
    meters.forEach(registry::remove);
    meters.clear();
    latest = List.copyOf(upstreams);
    latest.stream().flatMap(upstream -> upstream.replicas().stream()).forEach(this::register);
  }

  private void register(ReplicaSnapshot replica) {
    Tags tags = Tags.of(UpstreamMeters.LABEL, replica.upstream(), "replica", replica.name());
    for (ReplicaState state : ReplicaState.values()) {
      gauge(
          replica,
          "hedgerow.replica.state",
          tags.and("state", state.label()),
          each -> each.share(state),
          "Share of event loops that have the replica in this state");
    }
    gauge(
        replica,
        "hedgerow.replica.connected",
        tags,
        ReplicaSnapshot::shareConnected,
        "Share of event loops with an open connection to the replica");
    gauge(
        replica,
        "hedgerow.replica.attempts.in.flight",
        tags,
        ReplicaSnapshot::inFlight,
        "Attempts in flight at the replica");
    double medianNanos = replica.durations().medianNanos();
    if (!Double.isInfinite(medianNanos)) {
      gauge(
          replica,
          "hedgerow.replica.median.seconds",
          tags,
          _ -> medianNanos / NANOS_PER_SECOND,
          "Median time of recent attempts at the replica; absent if it is not known");
    }
    replica
        .attempts()
        .forEach(
            (outcome, count) ->
                counter(
                    replica,
                    "hedgerow.replica.attempts",
                    tags.and("outcome", outcome),
                    count,
                    "Attempts at the replica that ended or moved to another one"));
    counter(
        replica,
        "hedgerow.replica.wins",
        tags,
        replica.wins(),
        "Attempts at the replica that decided their race");
  }

  private void gauge(
      ReplicaSnapshot replica,
      String name,
      Tags tags,
      ToDoubleFunction<ReplicaSnapshot> value,
      String help) {
    meters.add(Gauge.builder(name, replica, value).tags(tags).description(help).register(registry));
  }

  private void counter(ReplicaSnapshot replica, String name, Tags tags, long count, String help) {
    meters.add(
        FunctionCounter.builder(name, replica, _ -> count)
            .tags(tags)
            .description(help)
            .register(registry));
  }
}
