package io.hedgerow.gateway.inbound;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2FrameTypes;

/**
 * Ends an HTTP/2 stream as soon as its RST_STREAM frame is queued, not when the frame is written.
 *
 * <p>Vert.x 5.1.6 resets a stream whose head is malformed without knowing the stream. If the
 * connection fails before the frame is written, for example because the caller has left, Vert.x
 * notifies all streams, does not find this one and throws a NullPointerException, which Netty logs.
 * Callers could fill the log that way.
 *
 * <p>One per HTTP/2 connection of a caller; belongs to its event loop.
 */
final class ResetGuard extends ChannelOutboundHandlerAdapter {
  /** RFC 9113, sections 4.1 and 6.4: the frame's header and an error code. */
  private static final int RESET_BYTES = 9 + 4;

  private static final int TYPE_OFFSET = 3;

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the write
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf frame && isReset(frame)) {
      context.write(message);
      promise.trySuccess();
    } else {
      context.write(message, promise);
    }
  }

  private static boolean isReset(ByteBuf frame) {
    return frame.readableBytes() == RESET_BYTES
        && frame.getByte(frame.readerIndex() + TYPE_OFFSET) == Http2FrameTypes.RST_STREAM;
  }
}
