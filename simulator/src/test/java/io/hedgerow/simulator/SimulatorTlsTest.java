package io.hedgerow.simulator;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Protocols;
import io.hedgerow.simulator.wire.Scheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, with a JDK client that trusts only the simulator's certificate. */
final class SimulatorTlsTest {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void certificate_always_namesThisHostAndIsSelfSigned() throws Exception {
    Simulator simulator = start(Protocols.AUTO);

    X509Certificate certificate = certificateOf(simulator);

    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    assertThat(certificate.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(
            List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
  }

  @Test
  void certificate_ofAnotherStart_isNotTrusted() throws Exception {
    Simulator simulator = start(Protocols.AUTO);
    HttpClient client = client(start(Protocols.AUTO), Version.HTTP_2);

    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(() -> get(client, simulator.url(), "ok"));
  }

  @Test
  void certificate_withoutTls_isRefused() {
    Simulator simulator = open(Simulator.start(SimulatorOptions.defaults()));

    assertThatIllegalStateException()
        .isThrownBy(simulator::certificatePem)
        .withMessage("scheme: http (expected: https; there is no certificate without TLS)");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, HTTP_2, HTTP_2",
    "AUTO, HTTP_1_1, HTTP_1_1",
    "HTTP1, HTTP_2, HTTP_1_1",
    "HTTP1, HTTP_1_1, HTTP_1_1",
    "HTTP2, HTTP_2, HTTP_2"
  })
  void alpn_commonProtocols_choosesTheBest(Protocols offered, Version asked, Version chosen)
      throws Exception {
    Simulator simulator = start(offered);

    HttpResponse<String> answer = get(client(simulator, asked), simulator.url(), "ok");

    assertThat(answer.body()).isEqualTo("{\"time\": 1}");
    assertThat(answer.version()).isEqualTo(chosen);
    assertThat(simulator.url()).startsWith("https://127.0.0.1:");
  }

  @Test
  void alpn_nothingInCommon_endsTheConnection() throws Exception {
    Simulator simulator = start(Protocols.HTTP2);
    HttpClient client = client(simulator, Version.HTTP_1_1);

    assertThatIOException().isThrownBy(() -> get(client, simulator.url(), "ok"));

    assertThat(simulator.counts()).isEqualTo(new Counts(0, 0, 0));
    assertEventually(simulator::connections, 0);
  }

  @Test
  void url_byName_isInTheCertificate() throws Exception {
    Simulator simulator = start(Protocols.AUTO);
    String url = simulator.url().replace("127.0.0.1", "localhost");

    assertThat(get(client(simulator, Version.HTTP_2), url, "ok").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void garbage_always_isSentInsideTls(Version version) throws Exception {
    Simulator simulator = start(Protocols.AUTO);
    HttpClient client = client(simulator, version);
    assertThat(get(client, simulator.url(), "ok").version()).isEqualTo(version);

    assertThatIOException()
        .isThrownBy(() -> get(client, simulator.url(), "garbage"))
        .isInstanceOf(ProtocolException.class);

    assertEventually(simulator::connections, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset-before", "reset-inside", "truncate", "close-before"})
  void brokenAnswer_http1_endsTheConnection(String fault) throws Exception {
    Simulator simulator = start(Protocols.HTTP1);
    HttpClient client = client(simulator, Version.HTTP_1_1);

    assertThatIOException().isThrownBy(() -> get(client, simulator.url(), fault));

    assertEventually(simulator::connections, 0);
    assertThat(simulator.counts().cancelled()).isZero();
  }

  @Test
  void reset_http1_sendsNoCloseNotify() throws Exception {
    Simulator simulator = start(Protocols.HTTP1);
    HttpClient client = client(simulator, Version.HTTP_1_1);

    assertThatIOException()
        .isThrownBy(() -> get(client, simulator.url(), "reset-before"))
        .withStackTraceContaining("Connection reset");
  }

  @Test
  void acceptDelay_withTls_delaysTheHandshake() throws Exception {
    ConnectionOptions slow =
        ConnectionOptions.defaults().withScheme(Scheme.HTTPS).withAcceptDelayMillis(1_000);
    Simulator simulator = open(Simulator.start(SimulatorOptions.defaults().withConnections(slow)));
    HttpClient client = client(simulator, Version.HTTP_2);
    long start = System.nanoTime();

    assertThat(get(client, simulator.url(), "ok").statusCode()).isEqualTo(200);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
  }

  private Simulator start(Protocols protocols) {
    ConnectionOptions tls =
        ConnectionOptions.defaults().withScheme(Scheme.HTTPS).withProtocols(protocols);
    return open(Simulator.start(SimulatorOptions.defaults().withConnections(tls)));
  }

  private HttpClient client(Simulator simulator, Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("simulator", certificateOf(simulator));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().version(version).sslContext(tls).build();
    open(client::shutdownNow);
    return client;
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private static X509Certificate certificateOf(Simulator simulator) throws Exception {
    byte[] pem = simulator.certificatePem().getBytes(StandardCharsets.US_ASCII);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
  }

  private static HttpResponse<String> get(HttpClient client, String url, String fault)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "?fault=" + fault + "@1ms"))
            .timeout(Duration.ofSeconds(10))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}
