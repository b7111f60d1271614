package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.Configured;
import io.hedgerow.gateway.telemetry.ReplicaSnapshot;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The upstreams that the routes of one event loop ask, by name. Replacing them keeps the clients of
 * upstreams that stay the same. The others retire: their attempts end as if nothing had happened,
 * and then their connections are closed.
 *
 * <p>Belongs to one event loop. Owns the clients; {@link #close()} closes them.
 */
public final class Upstreams {
  private final Function<Upstream, UpstreamClient> newClient;
  private final List<UpstreamClient> retired = new ArrayList<>();
  private Configured<Upstream, UpstreamClient> current = Configured.none();
  // What the closed clients have counted.
  private UpstreamSnapshot closed = UpstreamSnapshot.NONE;

  /** No upstreams yet. */
  public Upstreams(Function<Upstream, UpstreamClient> newClient) {
    this.newClient = newClient;
  }

  /** From now on these are the upstreams. Drains of their replicas go on. */
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

  /** What is known of the replicas of each upstream. */
  public List<ReplicaSnapshot> replicaSnapshots() {
    return current.values().stream().flatMap(client -> client.replicaSnapshots().stream()).toList();
  }

  /** Closes what is no longer needed, and judges the replicas; call it about once a second. */
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

  /** Whether each has had a healthy replica, if its replicas are checked. */
  public boolean wereHealthy() {
    return current.values().stream().allMatch(UpstreamClient::wasHealthy);
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
