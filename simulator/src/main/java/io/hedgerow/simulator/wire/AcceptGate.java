package io.hedgerow.simulator.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sits between the listening socket and the server. It passes a new connection on at once, delays
 * it, or makes it a black hole. Netty calls it on the acceptor's event loop; its other methods are
 * thread-safe. It owns the connections that it has not passed on.
 */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // a failed close has no consequence
public final class AcceptGate extends ChannelInboundHandlerAdapter {
  private final long delayMillis;
  private final ConnectionTally tally;
  private final AtomicInteger holesToCome;
  private final Set<Channel> held = ConcurrentHashMap.newKeySet();
  private final Set<Channel> swallowed = ConcurrentHashMap.newKeySet();

  public AcceptGate(long delayMillis, int holesToCome, ConnectionTally tally) {
    this.delayMillis = delayMillis;
    this.holesToCome = new AtomicInteger(holesToCome);
    this.tally = tally;
  }

  /** Makes the next connections black holes; replaces the number set before. */
  public void blackHole(int connections) {
    holesToCome.set(connections);
  }

  /** Open black holes. */
  public int blackHoles() {
    return swallowed.size();
  }

  public void closeBlackHoles() {
    swallowed.forEach(Channel::close);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel accepted = (Channel) message;
    tally.onAccepted();
    if (holesToCome.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
      swallow(context, accepted);
    } else if (delayMillis > 0) {
      hold(context, accepted);
    } else {
      context.fireChannelRead(accepted);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closeBlackHoles();
    // They have no event loop yet, so an orderly close is impossible.
    held.forEach(channel -> channel.unsafe().closeForcibly());
    held.clear();
    context.fireChannelInactive();
  }

  private void hold(ChannelHandlerContext context, Channel accepted) {
    held.add(accepted);
    Runnable end = () -> passOn(context, accepted);
    context.executor().schedule(end, delayMillis, TimeUnit.MILLISECONDS);
  }

  private void passOn(ChannelHandlerContext context, Channel accepted) {
    if (held.remove(accepted)) {
      context.fireChannelRead(accepted);
    }
  }

  private void swallow(ChannelHandlerContext context, Channel accepted) {
    accepted.pipeline().addLast(new BlackHole());
    // The acceptor's own event loop registers it at once; another thread can close it only then.
    context
        .channel()
        .eventLoop()
        .register(accepted)
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    swallowed.add(accepted);
    tally.onSwallowed();
    accepted.closeFuture().addListener(_ -> swallowed.remove(accepted));
  }

  /** Reads and discards: only a socket that is read notices that its client has left. */
  private static final class BlackHole extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
