package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.settings.PemIdentity;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.gateway.testing.TlsTrust;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over TLS: both protocols, and a certificate that changes while in use. */
final class CallerTlsTest {
  private static final long PERIOD_MILLIS = 20;

  @TempDir private Path folder = Path.of("");
  private long lastChange;

  @ParameterizedTest
  @EnumSource
  void api_withACertificate_speaks(HttpClient.Version version) throws Exception {
    SelfSignedCertificate identity = write(SelfSignedCertificate.create());
    try (Gateway gateway =
            RunningGateway.startGateway(
                "http://127.0.0.1:1/", "tls.certificate=" + certificate(), "tls.key=" + key());
        HttpClient caller = caller(identity, version)) {
      HttpResponse<String> answer = ask(caller, gateway.port(), "/api/first?timeout=30000");

      assertThat(answer.version()).isEqualTo(version);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("upstream-failed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void certificate_changes_andIsShownToNewConnectionsOnly(HttpClient.Version version)
      throws Exception {
    SelfSignedCertificate old = write(SelfSignedCertificate.create());
    try (Server server = new Server();
        HttpClient connected = caller(old, version)) {
      assertThat(ask(connected, server.port(), "/").body()).isEqualTo("ok");

      SelfSignedCertificate next = write(SelfSignedCertificate.create());

      try (HttpClient caller = caller(next, version)) {
        assertEventually(() -> isTrusted(caller, server.port()), true);
        assertThat(ask(caller, server.port(), "/").version()).isEqualTo(version);
      }
      assertThat(ask(connected, server.port(), "/").body()).isEqualTo("ok");
      try (HttpClient caller = caller(old, version)) {
        assertThat(isTrusted(caller, server.port())).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connection_thatDripsItsHandshakeOrItsHead_isClosed(boolean isHandshakeDone)
      throws Exception {
    SelfSignedCertificate identity = write(SelfSignedCertificate.create());
    try (Gateway gateway =
            RunningGateway.startGateway(
                "http://127.0.0.1:1/",
                "tls.certificate=" + certificate(),
                "tls.key=" + key(),
                "callers.head-timeout=100ms");
        Socket socket =
            (isHandshakeDone
                    ? TlsTrust.only(identity).getSocketFactory()
                    : SocketFactory.getDefault())
                .createSocket(InetAddress.getLoopbackAddress(), gateway.port());
        RawCaller dripping = new RawCaller(socket)) {
      // The start of a TLS record of 16 KiB.
      dripping.send(isHandshakeDone ? "GET / HTTP/1.1\r\nx: " : "\26\3\1\100\0");

      assertThat(dripping.dripUntilClosed()).isLessThan(4000);
    }
  }

  @Test
  void certificate_changes_isReloadedOnceForAllEventLoops() throws Exception {
    write(SelfSignedCertificate.create());
    try (Gateway gateway =
            RunningGateway.startGateway(
                "http://127.0.0.1:1/",
                "event-loops=2",
                "tls.certificate=" + certificate(),
                "tls.key=" + key());
        LogCapture logged = new LogCapture(CallerTls.class.getName())) {
      SelfSignedCertificate next = write(SelfSignedCertificate.create());
      assertEventually(() -> logged.lines().isEmpty(), false);

      // Both loops accept connections in turn. If each polled the files, the second would log
      // meanwhile.
      for (int i = 0; i < 4; i++) {
        try (HttpClient caller = caller(next, HttpClient.Version.HTTP_1_1)) {
          ask(caller, gateway.port(), "/problems");
        }
      }
      assertThat(logged.lines())
          .containsExactly("INFO tls.certificate: " + certificate() + " is in use");
    }
  }

  @Test
  void certificate_brokenOrMissing_leavesTheOldInUseAndWarnsOnce() throws Exception {
    SelfSignedCertificate old = write(SelfSignedCertificate.create());
    try (Server server = new Server();
        LogCapture logged = new LogCapture(CallerTls.class.getName())) {
      replace(certificate(), "no certificate");
      assertEventually(() -> logged.lines().size(), 1);
      Files.delete(key());
      assertEventually(() -> logged.lines().size(), 2);

      assertThat(logged.lines())
          .allMatch(line -> line.startsWith("WARN tls.certificate: not reloaded, the old one"));
      try (HttpClient caller = caller(old, HttpClient.Version.HTTP_2)) {
        assertThat(ask(caller, server.port(), "/").body()).isEqualTo("ok");
      }
      SelfSignedCertificate next = write(SelfSignedCertificate.create());
      try (HttpClient caller = caller(next, HttpClient.Version.HTTP_2)) {
        assertEventually(() -> isTrusted(caller, server.port()), true);
      }
    }
  }

  /** A TLS server that checks the files more often than the gateway does. */
  private final class Server implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;

    Server() throws Exception {
      CallerTls tls =
          new CallerTls(vertx, new PemIdentity(certificate().toString(), key().toString()));
      http =
          vertx
              .createHttpServer(new HttpServerConfig(), tls.options())
              .exceptionHandler(_ -> {})
              .requestHandler(request -> request.response().end("ok"));
      http.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS);
      tls.follow(http, PERIOD_MILLIS);
    }

    int port() {
      return http.actualPort();
    }

    @Override
    public void close() {
      vertx.close().await();
    }
  }

  private Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private Path key() {
    return folder.resolve("key.pem");
  }

  private SelfSignedCertificate write(SelfSignedCertificate identity) throws IOException {
    replace(key(), identity.keyPem());
    replace(certificate(), identity.certificatePem());
    return identity;
  }

  /** Replaces the file atomically, with a new time even if the file system's clock is coarse. */
  private void replace(Path file, String text) throws IOException {
    Path written = Files.writeString(folder.resolve("new"), text);
    lastChange += 1000;
    Files.setLastModifiedTime(written, FileTime.fromMillis(lastChange));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isTrusted(HttpClient caller, int port) {
    try {
      return ask(caller, port, "/").statusCode() == 200;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  private static HttpResponse<String> ask(HttpClient caller, int port, String target)
      throws IOException, InterruptedException {
    return caller.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient caller(SelfSignedCertificate identity, HttpClient.Version version)
      throws Exception {
    return HttpClient.newBuilder().sslContext(TlsTrust.only(identity)).version(version).build();
  }
}
