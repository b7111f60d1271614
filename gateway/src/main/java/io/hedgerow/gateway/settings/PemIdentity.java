package io.hedgerow.gateway.settings;

import org.jspecify.annotations.Nullable;

/**
 * Two PEM files that belong together.
 *
 * @param certificate the file of the certificate, followed by its chain
 * @param key the file of its private key
 */
public record PemIdentity(String certificate, String key) {
  /** The files that two keys name, or null if they name none. */
  static @Nullable PemIdentity from(
      Values values, Setting<@Nullable String> certificateKey, Setting<@Nullable String> keyKey) {
    values.requireBothOrNone(certificateKey, keyKey);
    String certificate = values.get(certificateKey);
    String key = values.get(keyKey);
    return certificate == null || key == null ? null : new PemIdentity(certificate, key);
  }
}
