package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.settings.PemIdentity;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2ClientConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Creates the Vert.x client that opens the connections: protocol, TLS and sockets. */
final class UpstreamHttp {
  private UpstreamHttp() {}

  static HttpClientAgent newClient(Vertx vertx, UpstreamSettings settings, UpstreamUrl url) {
    HttpClientConfig config =
        new HttpClientConfig()
            .setVersions(versions(settings.protocol(), url))
            // Without TLS, HTTP/2 starts with the first byte: prior knowledge, RFC 9113, 3.3.
            .setHttp2Config(
                new Http2ClientConfig()
                    .setClearTextUpgrade(false)
                    .setInitialSettings(new Http2Settings().setPushEnabled(false)))
            .setConnectTimeout(Duration.ofMillis(settings.connections().connectTimeout().millis()));
    // A loser on HTTP/1.1 is cancelled by closing its connection. A TCP reset tells the upstream at
    // once and leaves no ports in TIME_WAIT.
    config.getTcpConfig().getTransportConfig().setSoLinger(0);
    var builder = vertx.httpClientBuilder().with(config).with(tls(settings));
    // isAvailable() loads the native library, which only an https upstream needs.
    if (url.isTls() && OpenSSLEngineOptions.isAvailable()) {
      builder.with(new OpenSSLEngineOptions());
    }
    return builder.build();
  }

  /** Whether connections may use HTTP/2, so that each carries several attempts. */
  static boolean mayMultiplex(UpstreamSettings.Protocol protocol, UpstreamUrl url) {
    return versions(protocol, url).contains(HttpVersion.HTTP_2);
  }

  private static List<HttpVersion> versions(UpstreamSettings.Protocol protocol, UpstreamUrl url) {
    return switch (protocol) {
      case HTTP1 -> List.of(HttpVersion.HTTP_1_1);
      case HTTP2 -> List.of(HttpVersion.HTTP_2);
      case AUTO ->
          url.isTls()
              ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
              : List.of(HttpVersion.HTTP_1_1);
    };
  }

  private static ClientSSLOptions tls(UpstreamSettings settings) {
    ClientSSLOptions tls = new ClientSSLOptions();
    tls.setSslHandshakeTimeout(settings.connections().connectTimeout().millis());
    tls.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    tls.setHostnameVerificationAlgorithm("HTTPS");
    String trust = settings.tls().trust();
    if (trust != null) {
      tls.setTrustOptions(new PemTrustOptions().addCertPath(trust));
    }
    PemIdentity identity = settings.tls().identity();
    if (identity != null) {
      tls.setKeyCertOptions(
          new PemKeyCertOptions().addCertPath(identity.certificate()).addKeyPath(identity.key()));
    }
    return tls;
  }
}
