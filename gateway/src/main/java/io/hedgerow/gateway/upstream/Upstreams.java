package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The upstreams that the routes of one event loop ask, by name. Replacing them keeps the clients
 * whose settings stay the same. The others retire: their attempts end as if nothing had happened,
 * and then their connections are closed.
 *
 * <p>Belongs to one event loop. Owns the clients; {@link #close()} closes them.
 */
public final class Upstreams {
  private record Upstream(UpstreamSettings settings, UpstreamClient client) {}

  private final Function<UpstreamSettings, UpstreamClient> newClient;
  private final List<UpstreamClient> retired = new ArrayList<>();
  private Map<String, Upstream> current = Map.of();
  // What the closed clients have counted.
  private UpstreamSnapshot closed = UpstreamSnapshot.NONE;

  /** No upstreams yet. */
  public Upstreams(Function<UpstreamSettings, UpstreamClient> newClient) {
    this.newClient = newClient;
  }

  /** From now on these are the upstreams. */
  public void replace(Map<String, UpstreamSettings> settings) {
    Map<String, Upstream> next = new HashMap<>();
    settings.forEach(
        (name, wanted) -> {
          Upstream known = current.get(name);
          next.put(
              name,
              known != null && known.settings().equals(wanted)
                  ? known
                  : new Upstream(wanted, newClient.apply(wanted)));
        });
    current.forEach(
        (name, upstream) -> {
          if (!upstream.equals(next.get(name))) {
            retired.add(upstream.client());
          }
        });
    current = next;
    closeExpired();
  }

  /** The client of an upstream. */
  public UpstreamClient client(String name) {
    Upstream upstream = current.get(name);
    if (upstream == null) {
      throw new IllegalStateException("upstream: " + name + " (expected: one of " + current + ")");
    }
    return upstream.client();
  }

  /** Closes connections that are no longer needed; call it periodically. */
  public void closeExpired() {
    current.values().forEach(upstream -> upstream.client().closeExpired());
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

  /** Current attempts, exchanges and connections of all clients. */
  public UpstreamSnapshot snapshot() {
    return clients().map(UpstreamClient::snapshot).reduce(closed, UpstreamSnapshot::plus);
  }

  /** Closes all connections; attempts that are still running fail. */
  public void close() {
    clients().forEach(UpstreamClient::close);
  }

  private Stream<UpstreamClient> clients() {
    return Stream.concat(current.values().stream().map(Upstream::client), retired.stream());
  }
}
