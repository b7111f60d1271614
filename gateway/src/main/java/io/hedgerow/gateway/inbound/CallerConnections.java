package io.hedgerow.gateway.inbound;

import io.hedgerow.gateway.settings.CallerSettings;
import io.hedgerow.gateway.telemetry.CallersSnapshot;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of callers on one event loop: how many there may be, of all callers and of one
 * address, and which are closed because they hold a place without need: those that do not bring a
 * whole head, unused ones, and those whose answers are not read.
 *
 * <p>A connection has its place from its first moment on. Vert.x makes an {@link HttpConnection} of
 * it when it has brought its first head, over TLS when it has shaken hands.
 *
 * <p>Belongs to one event loop.
 */
public final class CallerConnections {
  /** What is known of one connection. */
  private static final class Use {
    private final @Nullable String address;
    private @Nullable HttpConnection http;

    /** Whether it has shown that it is there to ask: by a request, or by the preface of HTTP/2. */
    private boolean isEstablished;

    private int requests;
    private long sinceNanos;

    Use(@Nullable String address, long nowNanos) {
      this.address = address;
      this.sinceNanos = nowNanos;
    }
  }

  private final int connectionsMax;
  private final int perAddressMax;
  private final long headLimitNanos;
  private final long idleLimitNanos;
  private final long answerLimitNanos;
  private final Map<Channel, Use> uses = new HashMap<>();
  private final Map<String, Integer> perAddress = new HashMap<>();
  private long refused;

  /**
   * No connections yet.
   *
   * @param answerLimitNanos from the start of a request to its answer being read, at most
   * @param loops how many event loops share the configured numbers
   */
  public CallerConnections(CallerSettings settings, long answerLimitNanos, int loops) {
    this.headLimitNanos = settings.headTimeout().nanos();
    this.idleLimitNanos = settings.idleTimeout().nanos();
    this.connectionsMax = Math.ceilDiv(settings.connectionsMax(), loops);
    Integer perAddress = settings.connectionsPerAddressMax();
    this.perAddressMax = perAddress == null ? Integer.MAX_VALUE : Math.ceilDiv(perAddress, loops);
    this.answerLimitNanos = answerLimitNanos;
  }

  /** A caller has connected; one too many is closed at once. */
  public void onAccepted(Channel channel, long nowNanos) {
    String address =
        channel.remoteAddress() instanceof InetSocketAddress remote
            ? remote.getAddress().getHostAddress()
            : null;
    boolean isTooMany = uses.size() >= connectionsMax;
    boolean isTooManyOfOne =
        address != null && perAddress.getOrDefault(address, 0) >= perAddressMax;
    if (isTooMany || isTooManyOfOne) {
      refused++;
      close(channel, null);
      return;
    }
    uses.put(channel, new Use(address, nowNanos));
    if (address != null) {
      perAddress.merge(address, 1, Integer::sum);
    }
    onClose(channel);
  }

  /** Vert.x has made this of a connection that was accepted. */
  public void onConnected(HttpConnection connection) {
    Use use = useOf(connection);
    if (use != null) {
      use.http = connection;
      use.isEstablished = connection.protocolVersion() == HttpVersion.HTTP_2;
    }
  }

  /** A request has come on it. */
  public void onRequestStarted(HttpConnection connection, long nowNanos) {
    Use use = useOf(connection);
    if (use != null) {
      use.isEstablished = true;
      use.sinceNanos = use.requests == 0 ? nowNanos : use.sinceNanos;
      use.requests++;
    }
  }

  /** The answer to a request on it was written, or never will be. */
  public void onRequestEnded(HttpConnection connection, long nowNanos) {
    Use use = useOf(connection);
    if (use != null) {
      use.sinceNanos = nowNanos;
      use.requests--;
    }
  }

  /** Closes the connections that hold their place for too long; to be called now and then. */
  public void closeOverdue(long nowNanos) {
    for (Map.Entry<Channel, Use> entry : List.copyOf(uses.entrySet())) {
      Use use = entry.getValue();
      if (nowNanos - use.sinceNanos > limitNanos(use)) {
        close(entry.getKey(), use.http);
      }
    }
  }

  /** Connections now. */
  public CallersSnapshot snapshot() {
    return new CallersSnapshot(uses.size(), refused);
  }

  private long limitNanos(Use use) {
    if (use.requests > 0) {
      return answerLimitNanos;
    }
    return use.isEstablished ? idleLimitNanos : headLimitNanos;
  }

  private @Nullable Use useOf(HttpConnection connection) {
    return uses.get(((HttpServerConnection) connection).channelHandlerContext().channel());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a close
  private static void close(Channel channel, @Nullable HttpConnection http) {
    if (http == null) {
      channel.close();
    } else {
      http.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the same future
  private void onClose(Channel channel) {
    channel.closeFuture().addListener(_ -> onClosed(channel));
  }

  private void onClosed(Channel channel) {
    Use use = uses.remove(channel);
    if (use != null && use.address != null) {
      perAddress.computeIfPresent(use.address, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
