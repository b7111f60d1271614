package io.hedgerow.gateway.upstream.wire;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamSettings.Protocol;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one replica. Unless it has a fixed address, it resolves the name each time;
 * results are cached, see {@link io.hedgerow.gateway.upstream.UpstreamClient#nameLookups}. With
 * several addresses, each connection starts with the next one and tries the others if that fails.
 *
 * <p>Closing a connection sends a TCP reset (SO_LINGER 0), so the upstream notices a cancelled
 * attempt at once, and no ports stay in TIME_WAIT.
 *
 * <p>Belongs to one event loop. The caller owns the connections.
 */
public final class Dialer {
  private final Loop loop;
  private final Vertx vertx;
  private final UpstreamUrl url;
  private final @Nullable InetAddress address;
  private final Protocol protocol;
  private final int connectMillis;
  private final ChannelFactory<? extends Channel> channels;
  private final @Nullable TlsClient tls;
  private int next;

  /**
   * A dialer on the event loop that calls this.
   *
   * @param address the only address to connect to; null to resolve the URL's host
   * @param tls null without TLS
   */
  public Dialer(
      Vertx vertx,
      Loop loop,
      UpstreamSettings settings,
      UpstreamUrl url,
      @Nullable InetAddress address,
      @Nullable TlsClient tls) {
    this.loop = loop;
    this.vertx = vertx;
    this.url = url;
    this.address = address;
    this.protocol = settings.protocol();
    this.connectMillis = (int) settings.connections().connectTimeout().millis();
    this.channels = ((VertxInternal) vertx).transport().channelFactory(false);
    this.tls = tls;
  }

  /** The URL of the replica. */
  public UpstreamUrl url() {
    return url;
  }

  /** Whether connections may use HTTP/2, so that each carries several requests at once. */
  public static boolean mayMultiplex(Protocol protocol, UpstreamUrl url) {
    return switch (protocol) {
      case HTTP1 -> false;
      case HTTP2 -> true;
      case AUTO -> url.isTls();
    };
  }

  /**
   * Opens a connection. Fails with the exception of the last address that was tried. An HTTP/2
   * connection is open once the upstream has sent its settings. Each step (connect, TLS handshake,
   * wait for the settings) may take {@code upstream.connect-timeout}.
   */
  public Future<Wire> dial() {
    if (address != null) {
      return dial(new InetSocketAddress(address, url.port()));
    }
    return resolve(vertx, loop, url.host())
        .compose(addresses -> dial(addresses, next++, addresses.size()));
  }

  /** All addresses of a host; their ports are meaningless. Results are cached. */
  public static Future<List<InetSocketAddress>> resolve(Vertx vertx, Loop loop, String host) {
    Promise<List<InetSocketAddress>> addresses = Promise.promise();
    ((VertxInternal) vertx)
        .nameResolver()
        .resolveAll(loop.netty(), host)
        .addListener(
            (io.netty.util.concurrent.Future<List<InetSocketAddress>> resolved) -> {
              if (resolved.isSuccess()) {
                addresses.complete(resolved.getNow());
              } else {
                addresses.fail(resolved.cause());
              }
            });
    return addresses.future();
  }

  private Future<Wire> dial(List<InetSocketAddress> addresses, int index, int triesLeft) {
    InetSocketAddress address = addresses.get(Math.floorMod(index, addresses.size()));
    Future<Wire> opened = dial(new InetSocketAddress(address.getAddress(), url.port()));
    return triesLeft == 1 ? opened : opened.recover(_ -> dial(addresses, index + 1, triesLeft - 1));
  }

  private Future<Wire> dial(InetSocketAddress address) {
    Promise<Wire> opened = Promise.promise();
    Channel channel;
    try {
      channel = channels.newChannel();
    } catch (ChannelException e) {
      // No file descriptors are left.
      return Future.failedFuture(e);
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.config().setConnectTimeoutMillis(connectMillis);
    var _ = loop.netty().register(channel);
    boolean isHttp2 = tls == null && protocol == Protocol.HTTP2;
    if (tls != null) {
      SslHandler handler = tls.newHandler(channel.alloc(), url);
      handler.setHandshakeTimeoutMillis(connectMillis);
      channel.pipeline().addLast(handler, new Negotiation(opened));
    } else {
      // HTTP/2 without TLS starts with prior knowledge: RFC 9113, section 3.3.
      channel.pipeline().addLast(isHttp2 ? Http2Wire.create(opened) : new Http1Wire(channel));
    }
    channel
        .connect(address)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                opened.tryFail(connected.cause());
              } else if (isHttp2) {
                limitWaitForSettings(opened);
              } else if (tls == null) {
                opened.tryComplete(channel.pipeline().get(Http1Wire.class));
              }
            });
    opened
        .future()
        .onFailure(
            _ -> {
              var _ = channel.close();
            });
    return opened.future();
  }

  private void limitWaitForSettings(Promise<Wire> opened) {
    Runnable fail =
        () -> opened.tryFail(new ConnectTimeoutException("no HTTP/2 settings from the upstream"));
    ScheduledFuture<?> timer = loop.netty().schedule(fail, connectMillis, TimeUnit.MILLISECONDS);
    opened.future().onComplete(_ -> timer.cancel(false));
  }

  /** Sets up the protocol that the handshake agreed on. */
  private final class Negotiation extends ApplicationProtocolNegotiationHandler {
    private final Promise<Wire> opened;

    Negotiation(Promise<Wire> opened) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.opened = opened;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String agreed) {
      if (agreed.equals(ApplicationProtocolNames.HTTP_2)) {
        context.pipeline().addLast(Http2Wire.create(opened));
        limitWaitForSettings(opened);
      } else if (protocol == Protocol.HTTP2) {
        opened.tryFail(new SSLException("the upstream does not offer HTTP/2"));
      } else {
        Http1Wire http1 = new Http1Wire(context.channel());
        context.pipeline().addLast(http1);
        opened.tryComplete(http1);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
        opened.tryFail(handshake.cause());
      }
      super.userEventTriggered(context, event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      opened.tryFail(cause);
    }
  }
}
