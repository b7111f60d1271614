package io.hedgerow.simulator;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says to Vert.x what the options say. */
final class ServerConfig {

  private ServerConfig() {}

  /** A Vert.x that reads no files and lets connections in by this gate. */
  static Vertx newVertx(int eventLoops, AcceptGate gate) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(eventLoops)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    return Vertx.builder().with(options).withTransport(GatedTransport.of(gate)).build();
  }

  /**
   * A server that does not listen yet.
   *
   * @param identity null in the clear
   */
  static HttpServer newServer(Vertx vertx, ConnectionOptions options, @Nullable Identity identity) {
    HttpServerConfig config = new HttpServerConfig().setHttp2Config(http2(options));
    if (identity == null) {
      // In the clear, Vert.x cannot do without HTTP/1.1: OpenConnections turns it away.
      return vertx.createHttpServer(
          options.protocols() == Protocols.HTTP1
              ? config.setVersions(HttpVersion.HTTP_1_1)
              : config.setVersions(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2));
    }
    ServerSSLOptions tls =
        new ServerSSLOptions()
            .setKeyCertOptions(identity.toVertx())
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of(HttpVersion.HTTP_1_1.alpnName()));
    // With HTTP/2 among the versions, Vert.x sets the ALPN list by them.
    return vertx.createHttpServer(config.setVersions(options.protocols().versions()), tls);
  }

  private static Http2ServerConfig http2(ConnectionOptions options) {
    return new Http2ServerConfig()
        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(options.maxStreams()))
        // Off, as the limit is ResetGuard's.
        .setRstFloodMaxRstFramePerWindow(0);
  }
}
