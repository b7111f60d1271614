package io.hedgerow.gateway.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The value of a key that names a file, or null for none. */
record FileOrNone(@Nullable String path) {
  static FileOrNone parse(String text, String none) {
    if (text.equals(none)) {
      return new FileOrNone(null);
    }
    Path file = Path.of(text);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(text);
    }
    return new FileOrNone(text);
  }
}
