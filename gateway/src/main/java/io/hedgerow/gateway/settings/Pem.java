package io.hedgerow.gateway.settings;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PEM files (RFC 7468) that the configuration names. They are parsed with the
 * configuration, so that an invalid file is reported before anything starts.
 */
public final class Pem {
  private static final String CERTIFICATE_EXPECTED = "a PEM file with a certificate (X.509)";
  private static final String KEY_EXPECTED =
      "a PEM file with an unencrypted private key (PKCS #8, RSA or EC)";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** The supported key algorithms, each with a signature algorithm to check that a pair matches. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private Pem() {}

  /** A key that names a file of certificates, or has the value {@code none} for no file. */
  static Setting<@Nullable String> certificates(String key, String none, String purpose) {
    return file(key, none, CERTIFICATE_EXPECTED, purpose, Pem::readCertificates);
  }

  /** A key that names a file with a private key, or {@code none}. */
  static Setting<@Nullable String> privateKey(String key, String purpose) {
    return file(key, "none", KEY_EXPECTED, purpose, Pem::readPrivateKey);
  }

  private static Setting<@Nullable String> file(
      String key, String none, String expected, String purpose, Consumer<String> read) {
    return new Setting<>(
            key,
            none,
            Syntax.of(
                expected,
                path -> {
                  read.accept(path);
                  return path;
                }),
            purpose)
        .orNone(none);
  }

  /**
   * Reads all certificates of a file; at least one.
   *
   * @throws IllegalArgumentException if the file is missing or has no valid certificate
   */
  public static List<X509Certificate> readCertificates(String file) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> certificates = new ArrayList<>();
      for (byte[] der : blocks(file, "CERTIFICATE", CERTIFICATE_EXPECTED)) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      return certificates;
    } catch (GeneralSecurityException e) {
      throw unexpected(file, CERTIFICATE_EXPECTED, e);
    }
  }

  /**
   * Reads the first private key of a file.
   *
   * @throws IllegalArgumentException if the file is missing or has no supported private key
   */
  public static PrivateKey readPrivateKey(String file) {
    PKCS8EncodedKeySpec encoded =
        new PKCS8EncodedKeySpec(blocks(file, "PRIVATE KEY", KEY_EXPECTED).getFirst());
    for (String algorithm : SIGNATURES.keySet()) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (GeneralSecurityException e) {
        // Not a key of this kind.
      }
    }
    throw unexpected(file, KEY_EXPECTED, null);
  }

  /** Whether these keys are a pair: what one signs, the other verifies. */
  static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    if (!publicKey.getAlgorithm().equals(privateKey.getAlgorithm())) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(SIGNATURES.get(privateKey.getAlgorithm()));
      signature.initSign(privateKey);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<byte[]> blocks(String file, String kind, String expected) {
    List<byte[]> blocks = new ArrayList<>();
    try {
      Matcher block = BLOCK.matcher(Files.readString(Path.of(file)));
      while (block.find()) {
        if (block.group(1).equals(kind)) {
          blocks.add(Base64.getDecoder().decode(block.group(2).replaceAll("\\s", "")));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unexpected(file, expected, e);
    }
    if (blocks.isEmpty()) {
      throw unexpected(file, expected, null);
    }
    return blocks;
  }

  private static IllegalArgumentException unexpected(
      String file, String expected, @Nullable Exception cause) {
    return new IllegalArgumentException("%s (expected: %s)".formatted(file, expected), cause);
  }
}
