package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.replica.ReplicaState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The replicas of one upstream at one moment: what all event loops know together. */
public record UpstreamReplicas(String upstream, List<ReplicaSnapshot> replicas) {
  public UpstreamReplicas {
    replicas = List.copyOf(replicas);
  }

  /** Merges what each event loop knows. Sorts upstreams by name. */
  public static List<UpstreamReplicas> join(Collection<List<ReplicaSnapshot>> loops) {
    Map<String, Map<String, ReplicaSnapshot>> upstreams = new TreeMap<>();
    for (List<ReplicaSnapshot> loop : loops) {
      for (ReplicaSnapshot replica : loop) {
        upstreams
            .computeIfAbsent(replica.upstream(), _ -> new LinkedHashMap<>())
            .merge(replica.name(), replica, ReplicaSnapshot::plus);
      }
    }
    List<UpstreamReplicas> joined = new ArrayList<>();
    upstreams.forEach(
        (name, replicas) -> joined.add(new UpstreamReplicas(name, List.copyOf(replicas.values()))));
    return joined;
  }

  /**
   * The median duration at the other replicas that are in, in nanoseconds; infinity if it is
   * unknown or there are none.
   */
  public double peersMedianNanos(ReplicaSnapshot replica) {
    AttemptDurations peers = new AttemptDurations();
    for (ReplicaSnapshot each : replicas) {
      if (!each.name().equals(replica.name()) && each.standing().state() == ReplicaState.IN) {
        peers.add(each.durations());
      }
    }
    return peers.medianNanos();
  }
}
