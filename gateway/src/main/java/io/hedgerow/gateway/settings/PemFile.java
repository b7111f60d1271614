package io.hedgerow.gateway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** PEM files named in the configuration. */
final class PemFile {
  private PemFile() {}

  /** A key that names a PEM file, or {@code none}, whatever that word is. */
  static Setting<@Nullable String> setting(String key, String none, String purpose) {
    return new Setting<>(key, none, "a readable PEM file", purpose, PemFile::requireReadable)
        .orNone(none);
  }

  private static String requireReadable(String text) {
    Path file = Path.of(text);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
