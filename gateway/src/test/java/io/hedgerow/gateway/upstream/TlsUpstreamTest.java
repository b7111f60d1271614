package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Protocols;
import io.hedgerow.simulator.wire.Scheme;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.hedgerow.testing.Eventually;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An upstream behind TLS: the protocol is negotiated in the handshake, and certificates are
 * verified.
 */
final class TlsUpstreamTest {
  @TempDir private Path folder;

  /** Maven runs this class a second time without BoringSSL. */
  @Test
  void engine_isBoringSslWhereItLoads() throws Exception {
    boolean isLinux =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    boolean isOff = Boolean.getBoolean("io.netty.handler.ssl.noOpenSsl");
    try (Simulator simulator = start(Protocols.AUTO);
        Gateway gateway = RunningGateway.startGateway(simulator.url())) {
      assertThat(gateway.tlsEngine()).isEqualTo(isLinux && !isOff ? "BoringSSL" : "JDK");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "auto, AUTO, HTTP_2",
    "auto, HTTP1, HTTP_1_1",
    "auto, HTTP2, HTTP_2",
    "http1, AUTO, HTTP_1_1",
    "http2, AUTO, HTTP_2"
  })
  void protocol_wantedAndOffered_isAgreedOn(String wanted, Protocols offered, HttpVersion expected)
      throws Exception {
    List<HttpVersion> versions = new CopyOnWriteArrayList<>();
    try (Simulator simulator = start(offered)) {
      simulator.onRequest(request -> versions.add(request.version()));
      try (Gateway gateway =
          RunningGateway.startGateway(
              simulator.url(),
              "upstream.protocol=" + wanted,
              "upstream.tls.trust=" + trust(simulator))) {
        for (int i = 0; i < 5; i++) {
          ask(gateway).assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
        }
        Eventually.assertEventually(() -> gateway.load().isAtRest(), true);
      }
    }
    assertThat(versions).hasSize(15).containsOnly(expected);
  }

  /** A bundle of certificates may contain other blocks. */
  @Test
  void trust_withABlockOfAnotherKind_usesItsCertificates() throws Exception {
    try (Simulator simulator = start(Protocols.AUTO)) {
      String request =
          "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n";
      Path bundle = write("bundle.pem", request + simulator.certificatePem());
      try (Gateway gateway =
          RunningGateway.startGateway(simulator.url(), "upstream.tls.trust=" + bundle)) {
        ask(gateway).assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
      }
    }
  }

  @Test
  void certificate_notTrusted_isUnreachable() throws Exception {
    try (Simulator simulator = start(Protocols.AUTO);
        Gateway gateway = RunningGateway.startGateway(simulator.url())) {
      RawResponse answer = ask(gateway);

      answer.assertProblem(503, "upstream-failed");
      assertThat(answer.attempts())
          .containsExactly("1 unreachable", "2 unreachable", "3 unreachable");
      assertThat(answer.body()).contains("TLS handshake failed");
      assertThat(simulator.counts().asked()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "http2"})
  void clientCertificate_askedForAndGiven_isShown(String protocol) throws Exception {
    SelfSignedCertificate server = SelfSignedCertificate.create();
    SelfSignedCertificate client = SelfSignedCertificate.create();
    try (DemandingUpstream upstream = new DemandingUpstream(server, client.certificatePem());
        Gateway gateway =
            RunningGateway.startGateway(
                upstream.url(),
                "upstream.protocol=" + protocol,
                "upstream.tls.trust=" + write("trust.pem", server.certificatePem()),
                "upstream.tls.certificate=" + write("client.pem", client.certificatePem()),
                "upstream.tls.key=" + write("key.pem", client.keyPem()))) {
      ask(gateway).assertOk("[{\"time\": 7}, {\"time\": 7}, {\"time\": 7}]");
      Eventually.assertEventually(() -> gateway.load().isAtRest(), true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "http2"})
  void clientCertificate_askedForAndMissing_isUnreachable(String protocol) throws Exception {
    SelfSignedCertificate server = SelfSignedCertificate.create();
    try (DemandingUpstream upstream =
            new DemandingUpstream(server, SelfSignedCertificate.create().certificatePem());
        Gateway gateway =
            RunningGateway.startGateway(
                upstream.url(),
                "upstream.protocol=" + protocol,
                "upstream.tls.trust=" + write("trust.pem", server.certificatePem()))) {
      RawResponse answer = ask(gateway);

      answer.assertProblem(503, "upstream-failed");
      assertThat(answer.attempts())
          .containsExactly("1 unreachable", "2 unreachable", "3 unreachable");
      assertThat(answer.body()).contains("TLS handshake failed");
      Eventually.assertEventually(() -> gateway.load().isAtRest(), true);
    }
  }

  /** Answers only clients that present the trusted certificate. */
  private static final class DemandingUpstream implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpServer server;

    DemandingUpstream(SelfSignedCertificate identity, String trustedPem) throws TimeoutException {
      ServerSSLOptions tls =
          new ServerSSLOptions()
              .setUseAlpn(true)
              .setClientAuth(ClientAuth.REQUIRED)
              .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(trustedPem)))
              .setKeyCertOptions(
                  new PemKeyCertOptions()
                      .addKeyValue(Buffer.buffer(identity.keyPem()))
                      .addCertValue(Buffer.buffer(identity.certificatePem())));
      server =
          vertx
              .createHttpServer(
                  new HttpServerConfig().setVersions(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2), tls)
              .exceptionHandler(_ -> {})
              .requestHandler(request -> request.response().end("{\"time\": 7}"));
      server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    }

    String url() {
      return "https://127.0.0.1:" + server.actualPort() + "/";
    }

    @Override
    public void close() {
      vertx.close().await();
    }
  }

  private static Simulator start(Protocols offered) {
    Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults()
                .withConnections(
                    ConnectionOptions.defaults().withScheme(Scheme.HTTPS).withProtocols(offered)));
    simulator.always(Behaviour.parse("ok@1ms"));
    return simulator;
  }

  private Path trust(Simulator simulator) throws IOException {
    return write("trust.pem", simulator.certificatePem());
  }

  private Path write(String file, String pem) throws IOException {
    return Files.writeString(folder.resolve(file), pem);
  }

  private static RawResponse ask(Gateway gateway) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      return caller.get("/api/all?timeout=30000").read();
    }
  }
}
