package io.hedgerow.gateway.inbound;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Vert.x transport that reports each accepted connection, adds a {@link RequestGuard} to it, and
 * counts and logs failures to accept. Vert.x has no hook for this, but its transport creates the
 * listening sockets.
 */
public final class GuardedTransport implements Transport {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTransport.class);

  private final Transport unguarded;
  // Each loop writes its entry before it listens, and reads only that.
  private final Map<EventLoop, Consumer<Channel>> arrivals = new ConcurrentHashMap<>();
  // Written by a listener once it has a port, read by the loops.
  private final Map<Integer, Consumer<Channel>> arrivalsOfPorts = new ConcurrentHashMap<>();
  private final LongAdder acceptFailures = new LongAdder();

  private GuardedTransport(Transport unguarded) {
    this.unguarded = unguarded;
  }

  /** Uses the native transport if there is one, otherwise the JDK's. */
  public static GuardedTransport overBest() {
    Transport nativeTransport = Transport.nativeTransport();
    boolean isNative = nativeTransport != null && nativeTransport.available();
    return new GuardedTransport(isNative ? nativeTransport : Transport.NIO);
  }

  /** Reports each connection that this loop serves to {@code arrived}, before any byte is read. */
  public void tellArrivals(EventLoop loop, Consumer<Channel> arrived) {
    arrivals.put(loop, arrived);
  }

  /** Reports each connection to this port to {@code arrived} only, on its loop. */
  public void tellArrivals(int port, Consumer<Channel> arrived) {
    arrivalsOfPorts.put(port, arrived);
  }

  /** How often accepting failed since the start; at most once per second and listener. */
  public long acceptFailures() {
    return acceptFailures.sum();
  }

  /** Whether Linux's epoll is used instead of the JDK's portable selector. */
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
    // Only one of its fifteen methods is changed: a proxy forwards the rest, new ones included.
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

  private ChannelFactory<ServerChannel> guarded(ChannelFactory<?> factory) {
    return () -> {
      ServerChannel channel = (ServerChannel) factory.newChannel();
      channel.pipeline().addFirst(new Acceptor());
      return channel;
    };
  }

  /** Handles each accepted connection; belongs to the thread that accepts. */
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    private static final long WARNING_PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Read buffers are small, because each waiting caller may hold one. */
    private static final RecvByteBufAllocator READS =
        new AdaptiveRecvByteBufAllocator(512, 2048, 8192);

    private long warnedNanos = System.nanoTime() - WARNING_PERIOD_NANOS;

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      Channel channel = (Channel) accepted;
      channel.config().setRecvByteBufAllocator(READS);
      channel.pipeline().addLast(new Arrival(), new RequestGuard.Placement());
      context.fireChannelRead(accepted);
    }

    /** Netty retries after one second, possibly for long, so failures are logged once a minute. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      acceptFailures.increment();
      long nowNanos = System.nanoTime();
      if (nowNanos - warnedNanos >= WARNING_PERIOD_NANOS) {
        warnedNanos = nowNanos;
        LOG.warn(
            "cannot accept connections on {}, retrying every second: {} (if no file descriptor is"
                + " free: raise ulimit -n or lower callers.connections-max)",
            context.channel().localAddress(),
            cause.getMessage());
      }
      context.fireExceptionCaught(cause);
    }
  }

  /** Reports its connection once it is open; belongs to the loop that serves it. */
  private final class Arrival extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      Channel channel = context.channel();
      channel.pipeline().remove(this);
      Consumer<Channel> arrived = arrivalsOfPorts.get(portOf(channel));
      if (arrived == null) {
        arrived = arrivals.get(channel.eventLoop());
      }
      if (arrived != null) {
        arrived.accept(channel);
      }
      context.fireChannelActive();
    }

    private static int portOf(Channel channel) {
      return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }
  }
}
