package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesFile;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The result of reading the file of routes once. */
sealed interface FileContent {
  /**
   * The file's bytes.
   *
   * @param hash the first 12 digits of their SHA-256
   */
  record Bytes(Buffer bytes, String hash) implements FileContent {
    static Bytes of(byte[] bytes) {
      try {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new Bytes(Buffer.buffer(bytes), HexFormat.of().formatHex(sha256, 0, 6));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }

  /** Why the file cannot be read. */
  record Unreadable(List<String> faults) implements FileContent {}

  /** Reads a file; follows links. */
  static FileContent of(Path file) {
    try {
      return Bytes.of(RoutesFile.content(file));
    } catch (InvalidRoutes e) {
      return new Unreadable(e.faults());
    }
  }
}
