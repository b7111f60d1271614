package io.hedgerow.simulator;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.nio.charset.StandardCharsets;

/**
 * Ends an exchange in ways that HTTP servers take care not to. A reset and bytes that are not HTTP
 * need the Netty channel, which Vert.x keeps in a package that is not exported: this class is the
 * only one to reach for it. Each method belongs to the event loop of the request.
 */
final class Wire {

  private static final String GARBAGE = "~~~ these bytes are not HTTP ~~~\r\n\r\n";

  private Wire() {}

  /** HTTP/1.1: closes the connection in good order (FIN). HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  static void breakOff(HttpServerRequest request) {
    request.response().reset(Http2Error.INTERNAL_ERROR.code());
  }

  /** HTTP/1.1: resets the connection (RST). HTTP/2: RST_STREAM(INTERNAL_ERROR). */
  static void reset(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      // With a linger of 0 seconds, close(2) sends RST in place of FIN and drops what is unsent.
      channel(request).config().setOption(ChannelOption.SO_LINGER, 0);
    }
    breakOff(request);
  }

  /** Closes the connection, on HTTP/2 with all its streams. */
  static void close(HttpServerRequest request) {
    request.connection().close();
  }

  /** Writes bytes that are not HTTP, then closes the connection. */
  static void writeGarbage(HttpServerRequest request) {
    // A write from the first handler's context goes straight to the socket, past the HTTP codec.
    channel(request)
        .pipeline()
        .firstContext()
        .writeAndFlush(Unpooled.copiedBuffer(GARBAGE, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static Channel channel(HttpServerRequest request) {
    return ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
  }
}
