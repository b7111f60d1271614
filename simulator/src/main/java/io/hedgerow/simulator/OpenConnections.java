package io.hedgerow.simulator;

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
 * The HTTP connections that are open, and when they end before their clients want it. Each belongs
 * to its event loop; {@link #goAway} may be called from any thread.
 */
final class OpenConnections {

  /** How long a connection that goes away waits for what is still being worked on. */
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

  private final ConnectionOptions options;
  private final Tally tally;
  private final Map<HttpConnection, AtomicInteger> requestsByConnection = new ConcurrentHashMap<>();

  OpenConnections(ConnectionOptions options, Tally tally) {
    this.options = options;
    this.tally = tally;
  }

  void onOpened(HttpConnection connection) {
    // Clients that reset are what this is for; without a handler Vert.x logs an error for each.
    connection.exceptionHandler(failure -> {});
    if (!options.protocols().has(connection.protocolVersion())) {
      connection.close();
      return;
    }
    tally.onConnectionOpened();
    requestsByConnection.put(connection, new AtomicInteger());
    connection.closeHandler(closed -> onClosed(connection));
    Http2ConnectionHandler codec = Wire.http2Codec(connection);
    if (codec != null) {
      watch(codec);
    }
  }

  /**
   * Ends the connection with this request, if it is the last one allowed.
   *
   * @return false if the connection is not served, so that the request isn't either
   */
  boolean admits(HttpServerRequest request) {
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

  /** Sends GOAWAY on every HTTP/2 connection; those of HTTP/1.1 know no such thing. */
  void goAway(long errorCode) {
    requestsByConnection.keySet().forEach(connection -> Wire.goAway(connection, errorCode));
  }

  private static void endAfter(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    request.connection().shutdown(DRAIN_LIMIT);
  }

  private void onClosed(HttpConnection connection) {
    requestsByConnection.remove(connection);
    tally.onConnectionClosed();
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
