package io.hedgerow.gateway.protection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;

/**
 * Takes the wish to upgrade away from a request that has a body: Vert.x 5.1.6 keeps the buffers of
 * such a body for ever when the upgrade fails ({@code Http1xUpgradeToH2CHandler}), and so any
 * caller could use up our memory. The request then counts as one of HTTP/1.1 (RFC 9110, section
 * 7.8: a server may ignore Upgrade), and is refused for its body.
 *
 * <p>One for each connection of a caller; belongs to its event loop.
 */
final class UpgradeGuard extends ChannelInboundHandlerAdapter {
  /** What Vert.x calls the handler that upgrades. */
  private static final String UPGRADING = "h2c";

  /**
   * Puts the guard in front of the handler that upgrades. Vert.x makes that handler when it has
   * read enough to know that this is not HTTP/2 with prior knowledge, and hands over all that it
   * has read in the same breath; so it gets the first bytes one by one.
   */
  static final class Placement extends ChannelInboundHandlerAdapter {
    /** RFC 9113, section 3.4. */
    private static final int PREFACE_BYTES = 24;

    private int handedOver;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ChannelPipeline pipeline = context.pipeline();
      ByteBuf bytes = (ByteBuf) message;
      boolean isTls = pipeline.get(SslHandler.class) != null;
      while (!isTls && !isDone(pipeline) && bytes.isReadable()) {
        handedOver++;
        context.fireChannelRead(bytes.readRetainedSlice(1));
      }
      if (pipeline.get(UPGRADING) != null) {
        pipeline.addBefore(UPGRADING, null, new UpgradeGuard());
      }
      if (isTls || isDone(pipeline)) {
        pipeline.remove(this);
      }
      context.fireChannelRead(bytes);
    }

    private boolean isDone(ChannelPipeline pipeline) {
      return handedOver == PREFACE_BYTES || pipeline.get(UPGRADING) != null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    boolean isUseless = false;
    if (message instanceof HttpRequest request) {
      HttpHeaders headers = request.headers();
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
          || headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
        headers.remove(HttpHeaderNames.UPGRADE);
      }
      // Without such a wish Vert.x takes its handler away.
      isUseless = !headers.contains(HttpHeaderNames.UPGRADE);
    }
    context.fireChannelRead(message);
    if (isUseless) {
      context.pipeline().remove(this);
    }
  }
}
