package io.hedgerow.simulator;

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
 * Ends an exchange in ways that HTTP servers take care not to. A reset and bytes that are not HTTP
 * need the Netty channel, which Vert.x keeps in a package that is not exported: this class is the
 * only one to reach for it. Each method belongs to the event loop of the connection, but {@link
 * #goAway}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // an end that fails has nobody to tell
final class Wire {

  private static final String GARBAGE = "~~~ these bytes are not HTTP ~~~\r\n\r\n";

  private Wire() {}

  /** HTTP/1.1: closes the connection in good order (FIN). HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  static void breakOff(HttpServerRequest request) {
    request.response().reset(Http2Error.INTERNAL_ERROR.code());
  }

  /** HTTP/1.1: resets the connection (RST). HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  static void reset(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      breakOff(request);
      return;
    }
    Channel channel = context(request.connection()).channel();
    // With a linger of 0 seconds, close(2) sends RST in place of FIN and drops what is unsent.
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past the TLS handler, which would say good-bye first (close_notify).
    channel.pipeline().firstContext().close();
  }

  /** Closes the connection, on HTTP/2 with all its streams. */
  static void close(HttpServerRequest request) {
    request.connection().close();
  }

  /** Writes bytes that are not HTTP, inside TLS if there is TLS, then closes the connection. */
  static void writeGarbage(HttpServerRequest request) {
    ChannelHandlerContext context = context(request.connection());
    // A write from a handler's own context goes past that handler, here the HTTP codec.
    ChannelHandlerContext http1Codec = context.pipeline().context(HttpResponseEncoder.class);
    (http1Codec == null ? context : http1Codec)
        .writeAndFlush(Unpooled.copiedBuffer(GARBAGE, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Sends GOAWAY if it is an HTTP/2 connection, from any thread. With NO_ERROR (0) the streams go
   * on and the connection closes after the last, at most {@link OpenConnections#DRAIN_LIMIT} later;
   * with another code it closes at once.
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
