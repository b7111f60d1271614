package io.hedgerow.testing;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes HTTP/2 header blocks without compression or checks (RFC 7541), even invalid ones. */
public final class HeaderBlock {
  private static final byte LITERAL_WITHOUT_INDEXING = 0;
  private static final int LENGTH_PREFIX_MAX = 0x7f;

  private HeaderBlock() {}

  /** The block of these alternating names and values, each a literal (sections 6.2.2 and 5). */
  public static byte[] of(List<String> namesAndValues) {
    Buffer block = Buffer.buffer();
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      block.appendByte(LITERAL_WITHOUT_INDEXING);
      append(block, namesAndValues.get(i));
      append(block, namesAndValues.get(i + 1));
    }
    return block.getBytes();
  }

  private static void append(Buffer block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length - LENGTH_PREFIX_MAX;
    block.appendByte((byte) Math.min(bytes.length, LENGTH_PREFIX_MAX));
    for (; rest >= 0x80; rest >>= 7) {
      block.appendByte((byte) (rest | 0x80));
    }
    if (rest >= 0) {
      block.appendByte((byte) rest);
    }
    block.appendBytes(bytes);
  }
}
