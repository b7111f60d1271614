package io.hedgerow.gateway.settings;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its private key, in PEM files.
 *
 * @param certificate the file of the certificate, followed by its chain
 * @param key the file of its private key
 */
public record PemIdentity(String certificate, String key) {
  /** The files that two keys name, or null if they name none. Reports files that do not match. */
  static @Nullable PemIdentity from(
      Values values, Setting<@Nullable String> certificateKey, Setting<@Nullable String> keyKey) {
    values.requireBothOrNone(certificateKey, keyKey);
    String certificate = values.get(certificateKey);
    String key = values.get(keyKey);
    if (certificate == null || key == null) {
      return null;
    }
    PublicKey publicKey = Pem.readCertificates(certificate).getFirst().getPublicKey();
    if (!Pem.belongTogether(publicKey, Pem.readPrivateKey(key))) {
      values.report(
          keyKey,
          "%s: %s (expected: the private key of %s, %s)"
              .formatted(values.nameOf(keyKey), key, values.nameOf(certificateKey), certificate));
    }
    return new PemIdentity(certificate, key);
  }
}
