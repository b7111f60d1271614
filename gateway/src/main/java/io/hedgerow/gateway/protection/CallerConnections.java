package io.hedgerow.gateway.protection;

import io.hedgerow.gateway.settings.Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of callers on one event loop: how many there may be, of all callers and of one
 * address, and which are closed because they hold a place without need: unused ones, and those
 * whose answers are not read. Vert.x tells of a connection when it has brought its first head;
 * until then the server's idle timeout bounds it.
 *
 * <p>Belongs to one event loop.
 */
public final class CallerConnections {
  /** What is known of one connection. */
  private static final class Use {
    private final @Nullable String address;
    private int requests;
    private long sinceNanos;

    Use(@Nullable String address, long nowNanos) {
      this.address = address;
      this.sinceNanos = nowNanos;
    }
  }

  private final int connectionsMax;
  private final int perAddressMax;
  private final long idleLimitNanos;
  private final long answerLimitNanos;
  private final Map<HttpConnection, Use> uses = new HashMap<>();
  private final Map<String, Integer> perAddress = new HashMap<>();
  private long refused;

  /**
   * No connections yet.
   *
   * @param answerLimitNanos from the start of a request to its answer being read, at most
   * @param loops how many event loops share the configured numbers
   */
  public CallerConnections(Settings.Callers settings, long answerLimitNanos, int loops) {
    this.idleLimitNanos = settings.idleTimeout().nanos();
    this.connectionsMax = Math.ceilDiv(settings.connectionsMax(), loops);
    this.perAddressMax = Math.ceilDiv(settings.connectionsPerAddress(), loops);
    this.answerLimitNanos = answerLimitNanos;
  }

  /** A caller has connected; one too many is closed at once. */
  public void onConnected(HttpConnection connection, long nowNanos) {
    SocketAddress remote = connection.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    boolean isTooMany = uses.size() >= connectionsMax;
    boolean isTooManyOfOne =
        perAddressMax > 0
            && address != null
            && perAddress.getOrDefault(address, 0) >= perAddressMax;
    if (isTooMany || isTooManyOfOne) {
      refused++;
      connection.close();
      return;
    }
    uses.put(connection, new Use(address, nowNanos));
    if (address != null) {
      perAddress.merge(address, 1, Integer::sum);
    }
    connection.closeHandler(_ -> onClosed(connection));
  }

  /** A request has come on it. */
  public void onRequestStarted(HttpConnection connection, long nowNanos) {
    Use use = uses.get(connection);
    if (use != null) {
      use.sinceNanos = use.requests == 0 ? nowNanos : use.sinceNanos;
      use.requests++;
    }
  }

  /** The answer to a request on it was written, or never will be. */
  public void onRequestEnded(HttpConnection connection, long nowNanos) {
    Use use = uses.get(connection);
    if (use != null) {
      use.sinceNanos = nowNanos;
      use.requests--;
    }
  }

  /** Closes the connections that hold their place for too long; to be called now and then. */
  public void closeOverdue(long nowNanos) {
    for (Map.Entry<HttpConnection, Use> entry : List.copyOf(uses.entrySet())) {
      Use use = entry.getValue();
      if (nowNanos - use.sinceNanos > limitNanos(use)) {
        entry.getKey().close();
      }
    }
  }

  /** Connections that are open. */
  public int open() {
    return uses.size();
  }

  /** Connections that were one too many, since the start. */
  public long refused() {
    return refused;
  }

  private long limitNanos(Use use) {
    return use.requests > 0 ? answerLimitNanos : idleLimitNanos;
  }

  private void onClosed(HttpConnection connection) {
    Use use = uses.remove(connection);
    if (use != null && use.address != null) {
      perAddress.computeIfPresent(use.address, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
