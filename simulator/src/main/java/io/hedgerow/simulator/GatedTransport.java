package io.hedgerow.simulator;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.vertx.core.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A Vert.x transport with an {@link AcceptGate} in front of every listening socket. Vert.x has no
 * hook between accepting a connection and reading from it; the transport makes its sockets.
 */
record GatedTransport(Transport ungated, AcceptGate gate) implements Transport {

  /** Over the native transport where there is one, else the JDK's. */
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
    // One of its fifteen methods matters here: a proxy hands on the rest, new ones too.
    var sockets = ungated.implementation();
    return (io.vertx.core.spi.transport.Transport)
        Proxy.newProxyInstance(
            GatedTransport.class.getClassLoader(),
            new Class<?>[] {io.vertx.core.spi.transport.Transport.class},
            (proxy, method, arguments) -> {
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
