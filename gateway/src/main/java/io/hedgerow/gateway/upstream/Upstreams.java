package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.Configured;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The upstream clients of one event loop, by name. Replacing the upstreams keeps the clients of
 * those that stay the same. The others retire: their attempts run to completion, and then their
 * connections are closed.
 *
 * <p>Belongs to one event loop. Owns the clients; {@link #close()} closes them.
 */
public final class Upstreams {
  private final Function<Upstream, UpstreamClient> newClient;
  private final List<UpstreamClient> retired = new ArrayList<>();
  private Configured<Upstream, UpstreamClient> current = Configured.none();
  // The counters of closed clients.
  private UpstreamSnapshot closed = UpstreamSnapshot.NONE;

  /** No upstreams yet. */
  public Upstreams(Function<Upstream, UpstreamClient> newClient) {
    this.newClient = newClient;
  }

  /** Replaces the upstreams. Drains of replicas continue. */
  public void replace(Map<String, Upstream> upstreams) {
    Configured<Upstream, UpstreamClient> next = current.replacedBy(upstreams, newClient);
    for (String name : upstreams.keySet()) {
      UpstreamClient before = current.get(name);
      UpstreamClient after = next.require(name);
      if (before != null && before != after) {
        after.drainLike(before);
      }
    }
    Set<UpstreamClient> kept = Set.copyOf(next.values());
    current.values().stream().filter(client -> !kept.contains(client)).forEach(retired::add);
    current = next;
    sweep();
  }

  /** The client of an upstream. */
  public UpstreamClient client(String name) {
    return current.require(name);
  }

  /** Drains a replica; does nothing if the upstream is gone. */
  public void drain(String upstream, String replica, String reason, long nanos) {
    UpstreamClient client = current.get(upstream);
    if (client != null) {
      client.drain(replica, reason, nanos);
    }
  }

  /** Ends the drain of a replica; does nothing if the upstream is gone. */
  public void undrain(String upstream, String replica) {
    UpstreamClient client = current.get(upstream);
    if (client != null) {
      client.undrain(replica);
    }
  }

  /** The state and counts of the replicas of all upstreams. */
  public List<ReplicaSnapshot> replicaSnapshots() {
    return current.values().stream().flatMap(client -> client.replicaSnapshots().stream()).toList();
  }

  /** Sweeps the clients, and closes retired ones at rest. Call it about once a second. */
  public void sweep() {
    current.values().forEach(UpstreamClient::sweep);
    retired.removeIf(
        client -> {
          UpstreamSnapshot snapshot = client.snapshot();
          if (!snapshot.isAtRest()) {
            return false;
          }
          client.close();
          closed = closed.plus(snapshot.atRest());
          return true;
        });
  }

  /** Whether a replica of each upstream has been healthy, or is not checked. */
  public boolean wereHealthy() {
    return current.values().stream().allMatch(UpstreamClient::wasHealthy);
  }

  /** Counts of the wire by upstream, without those of upstreams that were replaced. */
  public Map<String, WireSnapshot> wires() {
    Map<String, WireSnapshot> wires = new HashMap<>();
    for (String name : current.names()) {
      wires.put(name, current.require(name).snapshot().wire());
    }
    return wires;
  }

  /** Current attempts, exchanges and connections of all clients. */
  public UpstreamSnapshot snapshot() {
    return clients().map(UpstreamClient::snapshot).reduce(closed, UpstreamSnapshot::plus);
  }

  /** Closes all connections; attempts that are still running fail. */
  public void close() {
    clients().forEach(UpstreamClient::close);
  }

  private Stream<UpstreamClient> clients() {
    return Stream.concat(current.values().stream(), retired.stream());
  }
}
