package io.hedgerow.simulator.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import java.util.concurrent.TimeUnit;

/**
 * Counts the streams that the client of one HTTP/2 connection resets, and ends the connection when
 * they exceed the limit. It belongs to the connection's event loop.
 *
 * <p>Implementer's note: Netty has the same guard, but Vert.x can only set it together with the
 * limit for resets <i>sent</i>. Those are the simulator's faults, which are not limited.
 */
final class ResetGuard extends Http2FrameListenerDecorator {
  private final ResetLimit limit;
  private final long windowNanos;
  private final ConnectionTally tally;
  private long windowStartNanos;
  private int resetsInWindow;

  ResetGuard(Http2FrameListener listener, ResetLimit limit, ConnectionTally tally) {
    super(listener);
    this.limit = limit;
    this.windowNanos = TimeUnit.SECONDS.toNanos(limit.windowSeconds());
    this.tally = tally;
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext context, int streamId, long errorCode)
      throws Http2Exception {
    tally.onStreamReset();
    long now = System.nanoTime();
    if (resetsInWindow == 0 || now - windowStartNanos >= windowNanos) {
      windowStartNanos = now;
      resetsInWindow = 0;
    }
    resetsInWindow++;
    if (!limit.isOff() && resetsInWindow > limit.resets()) {
      throw Http2Exception.connectionError(
          Http2Error.ENHANCE_YOUR_CALM, "reset limit: %s", limit.toString());
    }
    super.onRstStreamRead(context, streamId, errorCode);
  }
}
