package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.internal.resolver.NameResolver;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Opens connections to the upstream. Each connect resolves the name. If there are several
 * addresses, each connection starts with the next one and tries the others if that fails.
 *
 * <p>Implementer's note: Vert.x alone would try one address and not fall back.
 *
 * <p>Belongs to one event loop. The caller owns the connection.
 */
final class Connector {
  private final NameResolver names;
  private final HttpClientAgent http;
  private final UpstreamUrl url;
  private final long limitMillis;
  private int next;

  /**
   * A connector.
   *
   * @param limitMillis time limit for one address, including the TLS handshake and HTTP/2 settings
   */
  Connector(Vertx vertx, HttpClientAgent http, UpstreamUrl url, long limitMillis) {
    this.names = ((VertxInternal) vertx).nameResolver();
    this.http = http;
    this.url = url;
    this.limitMillis = limitMillis;
  }

  Future<HttpClientConnection> connect() {
    return names.resolveAll(url.host()).compose(all -> connect(all, next++, all.size()));
  }

  private Future<HttpClientConnection> connect(
      List<InetSocketAddress> addresses, int index, int triesLeft) {
    InetSocketAddress address = addresses.get(Math.floorMod(index, addresses.size()));
    Future<HttpClientConnection> connecting = connect(address);
    return triesLeft == 1
        ? connecting
        : connecting.recover(_ -> connect(addresses, index + 1, triesLeft - 1));
  }

  private Future<HttpClientConnection> connect(InetSocketAddress address) {
    Future<HttpClientConnection> connecting =
        http.connect(
            new HttpConnectOptions()
                .setServer(
                    SocketAddress.inetSocketAddress(
                        new InetSocketAddress(address.getAddress(), url.port())))
                .setHost(url.host())
                .setPort(url.port())
                .setSsl(url.isTls()));
    // An HTTP/2 connection is open once the upstream has sent its settings. Vert.x does not limit
    // that wait.
    Future<HttpClientConnection> bounded = connecting.timeout(limitMillis, TimeUnit.MILLISECONDS);
    bounded.onFailure(_ -> connecting.onSuccess(HttpClientConnection::close));
    return url.isTls() ? bounded.recover(Connector::ofHandshake) : bounded;
  }

  /**
   * With TLS 1.3 the upstream rejects our certificate, or its absence, after our side of the
   * handshake is done. Over HTTP/2 Vert.x then reports only that the connection was closed.
   */
  private static Future<HttpClientConnection> ofHandshake(Throwable failure) {
    return Future.failedFuture(
        failure.equals(NetSocketInternal.CLOSED_EXCEPTION) ? new SSLException(failure) : failure);
  }
}
