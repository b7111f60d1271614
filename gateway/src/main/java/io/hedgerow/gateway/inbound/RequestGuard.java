package io.hedgerow.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Takes from HTTP/1.1 requests what makes Vert.x 5.1.6 keep buffers for ever, and so let any caller
 * use up our memory:
 *
 * <ul>
 *   <li>the wish to upgrade: where it fails, and where something follows it, {@code
 *       Http1xUpgradeToH2CHandler} forgets what it was given. Without it the request is one of
 *       HTTP/1.1 (RFC 9110, section 7.8: a server may ignore it; RFC 9113 deprecates this one);
 *   <li>pooled buffers in a body: {@code VertxConnection} forgets what came behind a request in
 *       flight when the connection closes. Bodies are refused, so a copy on the heap costs nothing.
 * </ul>
 *
 * <p>One for each connection of a caller; belongs to its event loop.
 */
final class RequestGuard extends ChannelInboundHandlerAdapter {
  // What Vert.x calls its handlers.
  private static final String DECODER = "httpDecoder";
  private static final String HANDSHAKER = "handshaker";

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Object harmless = message;
    if (message instanceof HttpRequest request) {
      request.headers().remove(HttpHeaderNames.UPGRADE);
    } else if (message instanceof HttpContent content && content.content().isReadable()) {
      harmless = content.replace(Unpooled.copiedBuffer(content.content()));
      content.release();
    }
    context.fireChannelRead(harmless);
  }

  private static boolean isPlacedIn(ChannelPipeline pipeline) {
    if (pipeline.get(DECODER) == null) {
      return false;
    }
    pipeline.addAfter(DECODER, null, new RequestGuard());
    return true;
  }

  /**
   * Puts the guard behind the decoder. Vert.x makes the decoder when it has read enough to know
   * that this is not HTTP/2 with prior knowledge, and hands over all that it has read in the same
   * breath; so it gets the first bytes one by one. Over TLS it makes the decoder at the end of the
   * handshake.
   */
  static final class Placement extends ChannelInboundHandlerAdapter {
    /** RFC 9113, section 3.4. */
    private static final int PREFACE_BYTES = 24;

    private int handedOver;

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
      ByteBuf bytes = (ByteBuf) message;
      boolean isDone = false;
      while (!isDone && bytes.isReadable()) {
        handedOver++;
        context.fireChannelRead(bytes.readRetainedSlice(1));
        isDone = isPlacedIn(context.pipeline()) || handedOver == PREFACE_BYTES;
      }
      if (isDone) {
        context.pipeline().remove(this);
      }
      context.fireChannelRead(bytes);
    }
  }

  private static final class TlsPlacement extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      context.fireUserEventTriggered(event);
      if (isPlacedIn(context.pipeline())) {
        context.pipeline().remove(this);
      }
    }
  }
}
