package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstreams are prepared before they are put into use, so that invalid files are found in time. */
final class UpstreamTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void prepare_sameSettings_isTheKnownUpstream() throws Exception {
    UpstreamSettings a = ClientBench.settings(Map.of("upstream.url", "https://a/"));
    UpstreamSettings b = ClientBench.settings(Map.of("upstream.url", "https://b/"));
    Map<String, Upstream> known = Upstream.prepare(Map.of("a", a, "b", a), Map.of());

    Map<String, Upstream> next = Upstream.prepare(Map.of("a", a, "b", b), known);

    assertThat(next.get("a")).isSameAs(known.get("a"));
    assertThat(next).extractingByKey("b").extracting(Upstream::settings).isEqualTo(b);
  }

  @Test
  void prepare_withoutTls_readsNoFile() throws Exception {
    UpstreamSettings settings =
        ClientBench.settings(Map.of("upstream.url", "http://a/", "upstream.tls.trust", trusted()));
    Files.delete(Path.of(trusted()));

    assertThat(Upstream.prepare(Map.of("a", settings), Map.of()))
        .isEqualTo(Map.of("a", new Upstream("a", settings, null)));
  }

  /** Files are valid when the settings are read; these change afterwards. */
  @Test
  void prepare_fileMissingOrGarbage_isInvalid() throws Exception {
    UpstreamSettings settings =
        ClientBench.settings(Map.of("upstream.url", "https://a/", "upstream.tls.trust", trusted()));
    Path file = folder.resolve("ca.pem");

    Files.writeString(file, "no PEM in it\n");
    assertInvalid(settings, file);
    Files.writeString(file, "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n");
    assertInvalid(settings, file);
    Files.delete(file);
    assertInvalid(settings, file);
  }

  private static void assertInvalid(UpstreamSettings settings, Path file) {
    assertThatThrownBy(() -> Upstream.prepare(Map.of("a", settings), Map.of()))
        .isInstanceOf(InvalidUpstream.class)
        .hasMessage(
            "upstream a: TLS: " + file + " (expected: a PEM file with a certificate (X.509))");
  }

  private String trusted() throws IOException {
    return Files.writeString(
            folder.resolve("ca.pem"), SelfSignedCertificate.create().certificatePem())
        .toString();
  }
}
