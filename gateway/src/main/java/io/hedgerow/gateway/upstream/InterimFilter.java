package io.hedgerow.gateway.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;

/**
 * Drops interim answers (1xx, RFC 9110 section 15.2) on an HTTP/2 connection to the upstream.
 * Vert.x drops 100 and 103 only and takes any other for the answer. {@link Http1Codec} does the
 * same over HTTP/1.1.
 *
 * <p>Belongs to the event loop of its connection.
 */
final class InterimFilter extends Http2FrameListenerDecorator {
  private static final String SWITCHING_PROTOCOLS = "101";

  private InterimFilter(Http2FrameListener listener) {
    super(listener);
  }

  /** Puts the filter into a new HTTP/2 connection. */
  static void install(HttpClientConnection connection) {
    var context = ((UnpooledHttpClientConnection) connection).unwrap().channelHandlerContext();
    var decoder = ((Http2ConnectionHandler) context.handler()).decoder();
    decoder.frameListener(new InterimFilter(decoder.frameListener()));
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean isEnd)
      throws Http2Exception {
    if (!isInterim(streamId, headers, isEnd)) {
      super.onHeadersRead(context, streamId, headers, padding, isEnd);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext context,
      int streamId,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean isExclusive,
      int padding,
      boolean isEnd)
      throws Http2Exception {
    if (!isInterim(streamId, headers, isEnd)) {
      super.onHeadersRead(
          context, streamId, headers, dependency, weight, isExclusive, padding, isEnd);
    }
  }

  /** An interim answer cannot end a stream, and HTTP/2 has no 101: RFC 9113, 8.1 and 8.6. */
  private static boolean isInterim(int streamId, Http2Headers headers, boolean isEnd)
      throws Http2Exception {
    CharSequence status = headers.status();
    if (status == null || HttpStatusClass.valueOf(status) != HttpStatusClass.INFORMATIONAL) {
      return false;
    }
    if (isEnd || SWITCHING_PROTOCOLS.contentEquals(status)) {
      throw Http2Exception.streamError(
          streamId, Http2Error.PROTOCOL_ERROR, "status %s with END_STREAM %s", status, isEnd);
    }
    return true;
  }
}
