package io.hedgerow.simulator;

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
 * Stands between the listening socket and the server: it lets a new connection through at once,
 * holds it back for a while, or makes it a black hole. Its events come on the acceptor's event
 * loop, its other methods from any thread. It owns the connections that it did not let through.
 */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails has nobody to tell
final class AcceptGate extends ChannelInboundHandlerAdapter {

  private final long delayMillis;
  private final Tally tally;
  private final AtomicInteger holesToCome;
  private final Set<Channel> held = ConcurrentHashMap.newKeySet();
  private final Set<Channel> swallowed = ConcurrentHashMap.newKeySet();

  AcceptGate(long delayMillis, int holesToCome, Tally tally) {
    this.delayMillis = delayMillis;
    this.holesToCome = new AtomicInteger(holesToCome);
    this.tally = tally;
  }

  /** Makes black holes of this many connections to come, in place of what was said before. */
  void blackHole(int connections) {
    holesToCome.set(connections);
  }

  int blackHoles() {
    return swallowed.size();
  }

  void closeBlackHoles() {
    swallowed.forEach(Channel::close);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel accepted = (Channel) message;
    tally.onConnectionAccepted();
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
    // They have no event loop yet, so there is nothing to close them in good order.
    held.forEach(channel -> channel.unsafe().closeForcibly());
    held.clear();
    context.fireChannelInactive();
  }

  private void hold(ChannelHandlerContext context, Channel accepted) {
    held.add(accepted);
    Runnable end = () -> letThrough(context, accepted);
    context.executor().schedule(end, delayMillis, TimeUnit.MILLISECONDS);
  }

  private void letThrough(ChannelHandlerContext context, Channel accepted) {
    if (held.remove(accepted)) {
      context.fireChannelRead(accepted);
    }
  }

  private void swallow(ChannelHandlerContext context, Channel accepted) {
    accepted.pipeline().addLast(new BlackHole());
    // On this event loop it is registered at once; only then can another thread close it.
    context
        .channel()
        .eventLoop()
        .register(accepted)
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    swallowed.add(accepted);
    tally.onConnectionSwallowed();
    accepted.closeFuture().addListener(closed -> swallowed.remove(accepted));
  }

  /** Throws away what comes: only a socket that is read tells that its client has left. */
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
