package io.hedgerow.simulator.wire;

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

/** Maps the options to Vert.x configuration. */
public final class ServerConfig {
  private ServerConfig() {}

  /** A Vert.x instance that reads no files and accepts connections through this gate. */
  public static Vertx newVertx(int eventLoops, AcceptGate gate) {
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
   * @param certificate null without TLS
   */
  public static HttpServer newServer(
      Vertx vertx, ConnectionOptions options, @Nullable SelfSignedCertificate certificate) {
    HttpServerConfig config = new HttpServerConfig().setHttp2Config(http2(options));
    if (certificate == null) {
      // Without TLS, Vert.x always needs HTTP/1.1; OpenConnections closes such connections.
      return vertx.createHttpServer(
          options.protocols() == Protocols.HTTP1
              ? config.setVersions(HttpVersion.HTTP_1_1)
              : config.setVersions(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2));
    }
    ServerSSLOptions tls =
        new ServerSSLOptions()
            .setKeyCertOptions(certificate.toVertx())
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of(HttpVersion.HTTP_1_1.alpnName()));
    // If HTTP/2 is enabled, Vert.x derives the ALPN list from the versions.
    return vertx.createHttpServer(config.setVersions(options.protocols().versions()), tls);
  }

  private static Http2ServerConfig http2(ConnectionOptions options) {
    return new Http2ServerConfig()
        .setInitialSettings(new Http2Settings().setMaxConcurrentStreams(options.maxStreams()))
        // Off: ResetGuard enforces the limit.
        .setRstFloodMaxRstFramePerWindow(0);
  }
}
