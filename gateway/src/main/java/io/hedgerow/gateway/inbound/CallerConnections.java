package io.hedgerow.gateway.inbound;

import io.hedgerow.gateway.telemetry.CallersSnapshot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The connections of callers on one event loop, and their limits: how many there may be, in all and
 * from one address; how long each may take to send a request, to read an answer, or to do nothing;
 * and how much memory may be held for callers that do not finish a request or do not read an
 * answer.
 *
 * <p>A connection counts from the moment it is accepted. Vert.x makes an {@link HttpConnection} of
 * it once the first head has arrived, or with TLS after the handshake.
 *
 * <p>Belongs to one event loop.
 */
public final class CallerConnections {
  // What is held for a request besides its answer, measured roughly and rounded up.
  private static final int INCOMPLETE_REQUEST_BYTES = 16 * 1024;
  private static final int UNREAD_ANSWER_BYTES = 8 * 1024;

  // As many resets as Vert.x takes from a caller.
  private static final int RESETS_MAX = 200;
  private static final long RESETS_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** What is known of one connection. */
  private static final class Connection {
    private final Channel channel;
    private final @Nullable String address;
    private @Nullable HttpConnection http;

    /** Whether a request or the preface of HTTP/2 has arrived. */
    private boolean isEstablished;

    private int requests;

    /** Complete requests without an answer. */
    private int inFlight;

    /** Whether nothing was in flight since {@link #resetQuiet} was called last. */
    private boolean isQuiet;

    /** When it last had a request, or was accepted. */
    private long sinceNanos;

    private int resets;
    private long resetsSinceNanos;
    private boolean isAborted;

    Connection(Channel channel, @Nullable String address, long nowNanos) {
      this.channel = channel;
      this.address = address;
      this.sinceNanos = nowNanos;
      this.resetsSinceNanos = nowNanos;
    }
  }

  /** How far a request has come. */
  private enum Progress {
    INCOMPLETE,
    IN_FLIGHT,
    ANSWERED,
    ENDED
  }

  /**
   * One request of a caller, from its head until its answer is handed to the operating system. It
   * must be ended exactly once by whoever was given it; further ends do nothing.
   */
  public final class OpenRequest {
    private final @Nullable Connection connection;
    private final long startNanos;
    private int heldBytes;
    private Progress progress = Progress.INCOMPLETE;

    private OpenRequest(@Nullable Connection connection, long startNanos) {
      this.connection = connection;
      this.startNanos = startNanos;
    }

    /** All of it has arrived. */
    public void onComplete() {
      if (progress == Progress.INCOMPLETE) {
        hold(this, 0);
        advance(Progress.IN_FLIGHT);
      }
    }

    /** Its answer has this size and is on its way. */
    public void onAnswered(int bytes) {
      if (progress != Progress.ENDED) {
        hold(this, UNREAD_ANSWER_BYTES + bytes);
        advance(Progress.ANSWERED);
        abortOldest();
      }
    }

    /** Its answer is written, or never will be. */
    public void onEnded(long nowNanos) {
      if (progress == Progress.ENDED) {
        return;
      }
      hold(this, 0);
      open.remove(this);
      if (connection != null) {
        connection.requests--;
        connection.sinceNanos = nowNanos;
      }
      advance(Progress.ENDED);
    }

    private void advance(Progress next) {
      if (connection != null) {
        connection.inFlight += next == Progress.IN_FLIGHT ? 1 : 0;
        connection.inFlight -= progress == Progress.IN_FLIGHT ? 1 : 0;
        connection.isQuiet = false;
      }
      progress = next;
    }
  }

  private final ConnectionLimits limits;
  private final Map<Channel, Connection> connections = new HashMap<>();
  private final Map<String, Integer> perAddress = new HashMap<>();
  // Both with the oldest first.
  private final Set<OpenRequest> open = new LinkedHashSet<>();
  private final Set<OpenRequest> held = new LinkedHashSet<>();
  private long heldBytes;
  // Read by other threads.
  private final LongAdder rejected = new LongAdder();
  private long evicted;
  private long readTimeouts;

  /** No connections yet. */
  public CallerConnections(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** A caller has connected; a connection beyond a limit is closed at once. */
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a close
  public void onAccepted(Channel channel, long nowNanos) {
    String address =
        channel.remoteAddress() instanceof InetSocketAddress remote
            ? remote.getAddress().getHostAddress()
            : null;
    boolean isTooMany = connections.size() >= limits.connectionsMax();
    boolean isTooManyOfOne =
        address != null && perAddress.getOrDefault(address, 0) >= limits.perAddressMax();
    if (isTooMany || isTooManyOfOne) {
      rejected.increment();
      channel.close();
      return;
    }
    connections.put(channel, new Connection(channel, address, nowNanos));
    if (address != null) {
      perAddress.merge(address, 1, Integer::sum);
    }
    channel.closeFuture().addListener(_ -> onClosed(channel));
  }

  /** Vert.x has made this of a connection that was accepted. */
  public void onConnected(HttpConnection http) {
    Connection connection = connectionOf(http);
    if (connection != null) {
      connection.http = http;
      connection.isEstablished = http.protocolVersion() == HttpVersion.HTTP_2;
    }
  }

  /** The head of a request has arrived. */
  public OpenRequest onRequestStarted(HttpConnection http, long nowNanos) {
    Connection connection = connectionOf(http);
    OpenRequest request = new OpenRequest(connection, nowNanos);
    open.add(request);
    hold(request, INCOMPLETE_REQUEST_BYTES);
    if (connection != null) {
      connection.isEstablished = true;
      connection.requests++;
    }
    abortOldest();
    return request;
  }

  /**
   * A stream of this HTTP/2 connection was reset by us, because of what the caller sent. A caller
   * that makes us do so again and again is told to calm down and closed: CVE-2025-8671.
   */
  public void onReset(HttpConnection http, long nowNanos) {
    Connection connection = connectionOf(http);
    if (connection == null) {
      return;
    }
    if (nowNanos - connection.resetsSinceNanos >= RESETS_WINDOW_NANOS) {
      connection.resets = 0;
      connection.resetsSinceNanos = nowNanos;
    }
    connection.resets++;
    Http2ConnectionHandler handler =
        connection.channel.pipeline().get(Http2ConnectionHandler.class);
    if (connection.resets == RESETS_MAX + 1 && handler != null) {
      Http2Exception tooMany =
          Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many resets");
      handler.onError(connection.channel.pipeline().context(handler), true, tooMany);
    }
  }

  /** Closes the connections that exceed a time limit; to be called every second or so. */
  public void closeOverdue(long nowNanos) {
    for (OpenRequest request : open) {
      if (nowNanos - request.startNanos <= limits.answerNanos()) {
        break;
      }
      Connection connection = request.connection;
      if (connection != null && !connection.isAborted) {
        readTimeouts += request.progress == Progress.ANSWERED ? 1 : 0;
        abort(connection);
      }
    }
    for (Connection connection : List.copyOf(connections.values())) {
      long limitNanos = connection.isEstablished ? limits.idleNanos() : limits.headNanos();
      if (connection.requests == 0 && nowNanos - connection.sinceNanos > limitNanos) {
        close(connection);
      }
    }
  }

  /**
   * Resets the connections on which nothing has been in flight since the last call. Requests that
   * are not complete and answers that are not read do not count.
   */
  public void resetQuiet() {
    for (Connection connection : List.copyOf(connections.values())) {
      if (connection.isQuiet && connection.inFlight == 0) {
        abort(connection);
      }
      connection.isQuiet = true;
    }
  }

  /** Connections closed at a limit, since the start; for any thread. */
  public long rejected() {
    return rejected.sum();
  }

  /** The state now. */
  public CallersSnapshot snapshot() {
    return new CallersSnapshot(
        connections.size(), rejected(), open.size(), heldBytes, evicted, readTimeouts);
  }

  private void hold(OpenRequest request, int bytes) {
    heldBytes += bytes - request.heldBytes;
    request.heldBytes = bytes;
    held.remove(request);
    if (bytes > 0) {
      held.add(request);
    }
  }

  private void abortOldest() {
    while (heldBytes > limits.heldBytesMax() && !held.isEmpty()) {
      OpenRequest oldest = held.iterator().next();
      hold(oldest, 0);
      Connection connection = oldest.connection;
      if (connection != null && !connection.isAborted) {
        evicted++;
        abort(connection);
      }
    }
  }

  private @Nullable Connection connectionOf(HttpConnection http) {
    return connections.get(((HttpServerConnection) http).channelHandlerContext().channel());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a close
  private static void close(Connection connection) {
    if (connection.http == null) {
      connection.channel.close();
    } else {
      connection.http.close();
    }
  }

  /**
   * Ends a connection whose caller does not read: with a reset, since nothing else can be sent, and
   * below Vert.x, which would wait for the answers to be written. Later, because Vert.x may be in
   * the middle of writing to it.
   */
  private static void abort(Connection connection) {
    connection.isAborted = true;
    Channel channel = connection.channel;
    channel.eventLoop().execute(() -> reset(channel));
  }

  private static void reset(Channel channel) {
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.unsafe().close(channel.voidPromise());
    }
  }

  private void onClosed(Channel channel) {
    Connection connection = connections.remove(channel);
    if (connection != null && connection.address != null) {
      perAddress.computeIfPresent(connection.address, (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
