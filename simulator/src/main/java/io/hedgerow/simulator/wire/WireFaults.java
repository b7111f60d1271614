package io.hedgerow.simulator.wire;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Ends exchanges in ways that HTTP servers normally avoid. Resets and non-HTTP bytes need the Netty
 * channel, which Vert.x keeps in a package that it does not export; only this class accesses it.
 * Call the methods on the connection's event loop; {@link #goAway} is thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close has no consequence
public final class WireFaults {
  private static final String GARBAGE = "~~~ these bytes are not HTTP ~~~\r\n\r\n";

  private WireFaults() {}

  /** HTTP/1.1: closes the connection with FIN. HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  public static void cutOff(HttpServerRequest request) {
    request.response().reset(Http2Error.INTERNAL_ERROR.code());
  }

  /** HTTP/1.1: resets the connection (RST). HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  public static void reset(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      cutOff(request);
      return;
    }
    Channel channel = context(request.connection()).channel();
    // With SO_LINGER=0, close(2) sends RST instead of FIN and drops unsent bytes.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Bypass the TLS handler, which would send close_notify first.
    channel.pipeline().firstContext().close();
  }

  /** Closes the connection, including all HTTP/2 streams. */
  public static void close(HttpServerRequest request) {
    request.connection().close();
  }

  /** Writes non-HTTP bytes, inside TLS if in use, then closes the connection. */
  public static void writeGarbage(HttpServerRequest request) {
    ChannelHandlerContext context = context(request.connection());
    // A write that starts at a handler's context bypasses that handler, here the HTTP codec.
    ChannelHandlerContext http1Codec = context.pipeline().context(HttpResponseEncoder.class);
    (http1Codec == null ? context : http1Codec)
        .writeAndFlush(Unpooled.copiedBuffer(GARBAGE, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Sends GOAWAY on an HTTP/2 connection. With NO_ERROR (0) open streams continue and the
   * connection closes after the last one, or after {@link OpenConnections#DRAIN_LIMIT}. With any
   * other code it closes at once.
   */
  static void goAway(HttpConnection connection, long errorCode) {
    Http2ConnectionHandler codec = http2Codec(connection);
    if (codec != null) {
      context(connection).executor().execute(() -> goAway(connection, codec, errorCode));
    }
  }

  /** Null on HTTP/1.1. */
  static @Nullable Http2ConnectionHandler http2Codec(HttpConnection connection) {
    return context(connection).pipeline().get(Http2ConnectionHandler.class);
  }

  private static void goAway(
      HttpConnection connection, Http2ConnectionHandler codec, long errorCode) {
    if (errorCode == Http2Error.NO_ERROR.code()) {
      connection.shutdown(OpenConnections.DRAIN_LIMIT);
      return;
    }
    ChannelHandlerContext context = context(connection);
    int lastStreamId = codec.connection().remote().lastStreamCreated();
    codec.goAway(context, lastStreamId, errorCode, Unpooled.EMPTY_BUFFER, context.newPromise());
    context.flush();
  }

  private static ChannelHandlerContext context(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext();
  }
}
