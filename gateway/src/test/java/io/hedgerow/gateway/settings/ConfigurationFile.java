package io.hedgerow.gateway.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes configuration files for tests and loads them. */
final class ConfigurationFile {
  private ConfigurationFile() {}

  static Path write(Path folder, String name, String text) {
    return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Settings load(Path file) throws InvalidSettings {
    return EffectiveSettings.load(Map.of(), Map.of(), file).settings();
  }
}
