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
 * The caller connections of one event loop, and their limits: the number of connections, in total
 * and per address; the time to send a request, to read an answer, or to be idle; and the memory
 * held for incomplete requests and unread answers.
 *
 * <p>A connection counts from the moment it is accepted. Vert.x creates its {@link HttpConnection}
 * when the first head has arrived, or with TLS after the handshake.
 *
 * <p>Belongs to one event loop.
 */
public final class CallerConnections {
  // Memory held for a request in addition to its answer: measured roughly and rounded up.
  private static final int INCOMPLETE_REQUEST_BYTES = 16 * 1024;
  private static final int UNREAD_ANSWER_BYTES = 8 * 1024;

  // The limit that Vert.x applies to resets by a caller.
  private static final int RESETS_MAX = 200;
  private static final long RESETS_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The state of one connection. */
  private static final class Connection {
    private final Channel channel;
    private final @Nullable String address;
    private @Nullable HttpConnection http;

    /** Whether a request or the HTTP/2 preface has arrived. */
    private boolean isEstablished;

    private int requests;

    /** Complete requests without an answer. */
    private int inFlight;

    /** Whether nothing has been in flight since the last call of {@link #resetQuiet}. */
    private boolean isQuiet;

    /** When its last request ended, or it was accepted. */
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
   * One request of a caller, from its head until its answer is handed to the operating system. Its
   * owner must end it. Calls after that do nothing.
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

    /** The request has arrived completely. */
    public void onComplete() {
      if (progress == Progress.INCOMPLETE) {
        hold(this, 0);
        advance(Progress.IN_FLIGHT);
      }
    }

    /** An answer of this size is being written. */
    public void onAnswered(int bytes) {
      if (progress != Progress.ENDED) {
        hold(this, UNREAD_ANSWER_BYTES + bytes);
        advance(Progress.ANSWERED);
        abortOldest();
      }
    }

    /**
     * An endless answer is being written: no time limit applies from now on. If the caller does not
     * read, the owner must not buffer the answer, and must close the connection.
     */
    public void onStreaming() {
      if (progress != Progress.ENDED) {
        hold(this, 0);
        open.remove(this);
        advance(Progress.ANSWERED);
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
  // Both are ordered, oldest first.
  private final Set<OpenRequest> open = new LinkedHashSet<>();
  private final Set<OpenRequest> held = new LinkedHashSet<>();
  private long heldBytes;
  // Read by other threads.
  private final LongAdder rejected = new LongAdder();
  private long evicted;
  private long readTimeouts;

  /** Starts without connections. */
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

  /** Vert.x has created this object for an accepted connection. */
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
   * We reset a stream of this HTTP/2 connection because of what the caller sent. A caller that
   * causes too many resets gets GOAWAY ENHANCE_YOUR_CALM (MadeYouReset, CVE-2025-8671).
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

  /** Closes the connections that exceed a time limit; call it about once a second. */
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
   * Resets the connections on which nothing has been in flight since the last call. Incomplete
   * requests and unread answers do not count as in flight.
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

  /** The current state. */
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
   * Closes a connection whose caller does not read: with a TCP reset, because nothing else can be
   * sent; below Vert.x, which would wait until the answers are written; and in a later task,
   * because Vert.x may be writing to it now.
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
