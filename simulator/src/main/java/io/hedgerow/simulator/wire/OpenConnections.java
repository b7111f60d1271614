package io.hedgerow.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tracks open HTTP connections and ends those that reach a limit. Each connection belongs to its
 * event loop; {@link #goAway} is thread-safe.
 */
public final class OpenConnections {
  /** How long a connection may drain after GOAWAY. */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  private final ConnectionOptions options;
  private final ConnectionTally tally;
  private final Map<HttpConnection, AtomicInteger> requestsByConnection = new ConcurrentHashMap<>();

  public OpenConnections(ConnectionOptions options, ConnectionTally tally) {
    this.options = options;
    this.tally = tally;
  }

  /** Starts to track a connection, or closes it if its protocol is not offered. */
  public void onOpened(HttpConnection connection) {
    // Resets by clients are expected here; without a handler Vert.x logs an error for each.
    connection.exceptionHandler(_ -> {});
    if (!options.protocols().has(connection.protocolVersion())) {
      connection.close();
      return;
    }
    tally.onOpened();
    requestsByConnection.put(connection, new AtomicInteger());
    connection.closeHandler(_ -> onClosed(connection));
    Http2ConnectionHandler codec = WireFaults.http2Codec(connection);
    if (codec != null) {
      watch(codec);
    }
  }

  /**
   * Counts a request, and closes the connection after it if it is the last one allowed.
   *
   * @return false if the connection is not served, so that the request must be ignored
   */
  public boolean admits(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    AtomicInteger requests = requestsByConnection.get(connection);
    if (requests == null) {
      return false;
    }
    if (requests.incrementAndGet() == options.maxRequests()) {
      endAfter(request);
    }
    return true;
  }

  /** Sends GOAWAY on every HTTP/2 connection; HTTP/1.1 connections are not affected. */
  public void goAway(long errorCode) {
    requestsByConnection.keySet().forEach(connection -> WireFaults.goAway(connection, errorCode));
  }

  private static void endAfter(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.connection().shutdown(DRAIN_LIMIT);
  }

  private void onClosed(HttpConnection connection) {
    requestsByConnection.remove(connection);
    tally.onClosed();
  }

  private void watch(Http2ConnectionHandler codec) {
    codec
        .decoder()
        .frameListener(
            new ResetGuard(codec.decoder().frameListener(), options.resetLimit(), tally));
    codec
        .connection()
        .addListener(
            new Http2ConnectionAdapter() {
              @Override
              public void onGoAwaySent(int lastStreamId, long errorCode, ByteBuf debugData) {
                tally.onGoAwaySent(errorCode);
              }
            });
  }
}
