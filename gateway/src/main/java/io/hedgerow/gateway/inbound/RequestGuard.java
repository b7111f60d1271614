package io.hedgerow.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.tcp.Http1xOrH2CHandler;
import java.util.List;

/**
 * Passes the requests of one HTTP/1.1 connection to Vert.x one at a time, and removes parts of them
 * that Vert.x 5.1.6 does not handle safely.
 *
 * <p>The next request is decoded once the answer to the last one is written and the socket accepts
 * more data. Until then the bytes of one read at most are buffered, and the socket is not read, so
 * a caller that pipelines requests and reads no answers only stalls itself. Vert.x alone would
 * buffer answers without limit, because in strict thread mode it does not check whether an answer
 * can be written.
 *
 * <p>Two things are removed because Vert.x would leak buffers:
 *
 * <ul>
 *   <li>the header {@code Upgrade}: {@code Http1xUpgradeToH2CHandler} drops buffers without
 *       releasing them when an upgrade fails or more bytes follow it. A server may ignore the
 *       header (RFC 9110, section 7.8), and RFC 9113 deprecates the upgrade to HTTP/2;
 *   <li>pooled buffers in a body: {@code VertxConnection} drops queued buffers when the connection
 *       closes. Bodies are rejected, so copying them to the heap costs little.
 * </ul>
 *
 * <p>One per caller connection; belongs to its event loop.
 */
final class RequestGuard extends ChannelDuplexHandler {
  // The names of Vert.x's handlers.
  private static final String DECODER = "httpDecoder";
  private static final String ENCODER = "httpEncoder";
  private static final String HANDSHAKER = "handshaker";

  private final Decoder decoder = new Decoder();

  /** Whether the decoder is between the head of a request and its end. */
  private boolean isInsideRequest;

  /** Whether the answer to the last request is not written yet. */
  private boolean isAnswerPending;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Object harmless = message;
    if (message instanceof HttpRequest request) {
      isInsideRequest = true;
      isAnswerPending = true;
      request.headers().remove(HttpHeaderNames.UPGRADE);
    } else if (message instanceof HttpContent content && content.content().isReadable()) {
      harmless = content.replace(Unpooled.copiedBuffer(content.content()));
      content.release();
    }
    if (message instanceof LastHttpContent) {
      isInsideRequest = false;
    }
    context.fireChannelRead(harmless);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise is that future
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    context.write(message, promise);
    if (message instanceof LastHttpContent) {
      isAnswerPending = false;
      decoder.resume(context);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    decoder.resume(context);
    context.fireChannelWritabilityChanged();
  }

  private boolean mayDecode(Channel channel) {
    return isInsideRequest || (!isAnswerPending && channel.isWritable());
  }

  private static void place(ChannelPipeline pipeline) {
    ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
    if (http2 != null) {
      pipeline.addBefore(http2.name(), null, new ResetGuard());
    } else if (pipeline.get(DECODER) != null) {
      RequestGuard guard = new RequestGuard();
      pipeline.addAfter(ENCODER, null, guard);
      pipeline.replace(DECODER, DECODER, guard.decoder);
    }
  }

  /** Vert.x's decoder, made to wait between requests. */
  private final class Decoder extends VertxHttpRequestDecoder {
    private boolean isWaiting;

    Decoder() {
      // The defaults, as in CallerServer.
      super(new Http1ServerConfig());
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages)
        throws Exception {
      if (mayDecode(context.channel())) {
        super.decode(context, bytes, messages);
      } else {
        isWaiting = true;
        context.channel().config().setAutoRead(false);
      }
    }

    /** Continues in a later task, because Vert.x may be writing now. */
    void resume(ChannelHandlerContext context) {
      if (isWaiting && mayDecode(context.channel())) {
        isWaiting = false;
        context.executor().execute(() -> decodeWaiting(context.pipeline()));
      }
    }

    private void decodeWaiting(ChannelPipeline pipeline) {
      ChannelHandlerContext context = pipeline.context(this);
      if (context == null) {
        return;
      }
      try {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
      } catch (Exception e) {
        context.fireExceptionCaught(e);
      }
      if (!isWaiting) {
        context.channel().config().setAutoRead(true);
      }
    }
  }

  /**
   * Adds the guard after Vert.x has added its decoder and before any byte reaches the decoder. With
   * TLS that is at the end of the handshake. Without TLS it is when Vert.x has read enough to know
   * that the bytes are not an HTTP/2 preface and passes them to the next handler.
   */
  static final class Placement extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      ChannelPipeline pipeline = context.pipeline();
      if (pipeline.get(HANDSHAKER) != null) {
        pipeline.addBefore(HANDSHAKER, null, new TlsPlacement());
        pipeline.remove(this);
      }
      context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelPipeline pipeline = context.pipeline();
      ChannelHandlerContext detector = pipeline.context(Http1xOrH2CHandler.class);
      if (detector != null) {
        pipeline.addAfter(detector.name(), null, new ClearPlacement());
      }
      pipeline.remove(this);
      context.fireChannelRead(message);
    }
  }

  private static final class ClearPlacement extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      place(context.pipeline());
      context.pipeline().remove(this);
      context.fireChannelRead(message);
    }
  }

  private static final class TlsPlacement extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      context.fireUserEventTriggered(event);
      if (context.pipeline().get(HANDSHAKER) == null) {
        place(context.pipeline());
        context.pipeline().remove(this);
      }
    }
  }
}
