package io.hedgerow.simulator.wire;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x transport that puts an {@link AcceptGate} in front of every listening socket. Vert.x has
 * no hook between accept and read, but the transport creates the sockets.
 *
 * <p>The gateway has a similar transport. They are not shared: the simulator must not depend on the
 * gateway, and the gateway's production path must not depend on the simulator.
 */
record GatedTransport(Transport ungated, AcceptGate gate) implements Transport {
  /** On top of the native transport if available, otherwise the JDK's. */
  static GatedTransport of(AcceptGate gate) {
    Transport nativeTransport = Transport.nativeTransport();
    boolean isNative = nativeTransport != null && nativeTransport.available();
    return new GatedTransport(isNative ? nativeTransport : Transport.NIO, gate);
  }

  @Override
  public String name() {
    return ungated.name();
  }

  @Override
  public boolean available() {
    return ungated.available();
  }

  @Override
  public @Nullable Throwable unavailabilityCause() {
    return ungated.unavailabilityCause();
  }

  @Override
  public io.vertx.core.spi.transport.Transport implementation() {
    // Only one of its fifteen methods matters: a proxy forwards the others, future ones included.
    var sockets = ungated.implementation();
    return (io.vertx.core.spi.transport.Transport)
        Proxy.newProxyInstance(
            GatedTransport.class.getClassLoader(),
            new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
            (_, method, arguments) -> {
              try {
                Object result = method.invoke(sockets, arguments);
                return method.getName().equals("serverChannelFactory")
                    ? gated((ChannelFactory<?>) result)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private ChannelFactory<ServerChannel> gated(ChannelFactory<?> factory) {
    return () -> {
      ServerChannel channel = (ServerChannel) factory.newChannel();
      channel.pipeline().addFirst(gate);
      return channel;
    };
  }
}
