package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.simulator.wire.SelfSignedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys are parsed with the configuration, before anything starts. */
final class PemSettingsTest {
  private static final String CERTIFICATE_EXPECTED = "a PEM file with a certificate (X.509)";
  private static final String KEY_EXPECTED =
      "a PEM file with an unencrypted private key (PKCS #8, RSA or EC)";

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void writeFiles() throws GeneralSecurityException {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    write("certificate.pem", certificate.certificatePem());
    write("key.pem", certificate.keyPem());
    write("both.pem", certificate.keyPem() + "\n" + certificate.certificatePem());
    write("other-key.pem", SelfSignedCertificate.create().keyPem());
    KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    write("rsa-key.pem", pem("PRIVATE KEY", rsa.getPrivate().getEncoded()));
    write("rsa-pkcs1.pem", pem("RSA PRIVATE KEY", new byte[] {1, 2, 3}));
    write("encrypted.pem", pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}));
    write("empty.pem", "");
    write("text.pem", "no PEM in it\n");
    write("broken.pem", pem("CERTIFICATE", new byte[] {1, 2, 3}));
    write("broken-key.pem", pem("PRIVATE KEY", new byte[] {1, 2, 3}));
    write("unfinished.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
    write("no-base64.pem", "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n");
    write("half-chain.pem", certificate.certificatePem() + pem("CERTIFICATE", new byte[1]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "upstream."})
  void certificateAndKey_thatBelongTogether_areTaken(String prefix) throws InvalidSettings {
    Settings settings =
        load(Map.of(prefix + "tls.certificate", "both.pem", prefix + "tls.key", "both.pem"));
    assertThat(prefix.isEmpty() ? settings.tls().identity() : settings.upstream().tls().identity())
        .isEqualTo(new PemIdentity(file("both.pem"), file("both.pem")));
  }

  @Test
  void trust_withACertificate_isTaken() throws InvalidSettings {
    assertThat(load(Map.of("upstream.tls.trust", "certificate.pem")).upstream().tls().trust())
        .isEqualTo(file("certificate.pem"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing.pem",
        "",
        "empty.pem",
        "text.pem",
        "key.pem",
        "broken.pem",
        "unfinished.pem",
        "no-base64.pem",
        "half-chain.pem"
      })
  void certificate_invalid_isRefused(String name) {
    for (String key :
        new String[] {"tls.certificate", "upstream.tls.certificate", "upstream.tls.trust"}) {
      String none = key.equals("upstream.tls.trust") ? "system" : "none";
      assertRefused(
          Map.of(key, name),
          "%s: %s (expected: %s or %s) from the command line"
              .formatted(key, file(name), none, CERTIFICATE_EXPECTED));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "missing.pem",
        "empty.pem",
        "text.pem",
        "certificate.pem",
        "rsa-pkcs1.pem",
        "encrypted.pem",
        "broken-key.pem"
      })
  void key_invalid_isRefused(String name) {
    for (String key : new String[] {"tls.key", "upstream.tls.key"}) {
      assertRefused(
          Map.of(key, name),
          "%s: %s (expected: none or %s) from the command line"
              .formatted(key, file(name), KEY_EXPECTED));
    }
  }

  @ParameterizedTest
  @CsvSource({"'', other-key.pem", "'', rsa-key.pem", "upstream., other-key.pem"})
  void key_ofAnotherCertificate_isRefused(String prefix, String name) {
    assertRefused(
        Map.of(prefix + "tls.certificate", "certificate.pem", prefix + "tls.key", name),
        "%1$stls.key: %2$s (expected: the private key of %1$stls.certificate, %3$s)"
            .formatted(prefix, file(name), file("certificate.pem")));
  }

  /** The simulator cannot make an RSA certificate, so this compares two keys. */
  @Test
  void rsaKeys_belongTogetherOnlyIfTheyWereMadeTogether() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    KeyPair one = generator.generateKeyPair();
    KeyPair other = generator.generateKeyPair();
    assertThat(Pem.belongTogether(one.getPublic(), one.getPrivate())).isTrue();
    assertThat(Pem.belongTogether(one.getPublic(), other.getPrivate())).isFalse();
  }

  private static Settings load(Map<String, String> names) throws InvalidSettings {
    Map<String, String> files = new HashMap<>(names);
    files.replaceAll((_, name) -> file(name));
    return EffectiveSettings.load(files, Map.of(), null).settings();
  }

  private static void assertRefused(Map<String, String> names, String problem) {
    assertThatThrownBy(() -> load(names))
        .isInstanceOf(InvalidSettings.class)
        .hasMessage("configuration: 1 problem\n  " + problem);
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
  }
}
