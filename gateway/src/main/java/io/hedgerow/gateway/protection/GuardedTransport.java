package io.hedgerow.gateway.protection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x transport that puts an {@link UpgradeGuard} into each connection that is accepted, and
 * warns when none can be. Vert.x has no hook there; the transport makes its sockets.
 */
public record GuardedTransport(Transport unguarded) implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);

  /** Over the native transport where there is one, else the JDK's. */
  public static GuardedTransport overBest() {
    Transport nativeTransport = Transport.nativeTransport();
    boolean isNative = nativeTransport != null && nativeTransport.available();
    return new GuardedTransport(isNative ? nativeTransport : Transport.NIO);
  }

  /** Whether Linux's epoll is used and not the JDK's portable selector. */
  public boolean isNative() {
    return !unguarded.name().equals(Transport.NIO.name());
  }

  @Override
  public String name() {
    return unguarded.name();
  }

  @Override
  public boolean available() {
    return unguarded.available();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return unguarded.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    // One of its fifteen methods matters here: a proxy hands on the rest, new ones too.
    var sockets = unguarded.implementation();
    return (io.vertx.core.spi.transport.Transport)
        Proxy.newProxyInstance(
            GuardedTransport.class.getClassLoader(),
            new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(sockets, arguments);
                return method.getName().equals("serverChannelFactory")
                    ? guarded((ChannelFactory<?>) result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static ChannelFactory<ServerChannel> guarded(ChannelFactory<?> factory) {
    return () -> {
      ServerChannel channel = (ServerChannel) factory.newChannel();
      channel.pipeline().addFirst(new Acceptor());
      return channel;
    };
  }

  /** Sees each connection as it is accepted; belongs to the thread that accepts. */
  private static final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final long WARNING_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long warnedNanos = System.nanoTime() - WARNING_PERIOD_NANOS;

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      ((Channel) accepted).pipeline().addLast(new UpgradeGuard.Placement());
      context.fireChannelRead(accepted);
    }

    /** Netty pauses for a second and tries again; it would log each time. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      long nowNanos = System.nanoTime();
      if (nowNanos - warnedNanos >= WARNING_PERIOD_NANOS) {
        warnedNanos = nowNanos;
        LOG.warn(
            "connections to {} wait and are tried again each second: {} (open files: raise"
                + " ulimit -n or lower callers.connections-max)",
            context.channel().localAddress(),
            cause.getMessage());
      }
      context.fireExceptionCaught(cause);
    }
  }
}
