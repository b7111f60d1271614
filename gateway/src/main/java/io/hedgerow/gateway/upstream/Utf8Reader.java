package io.hedgerow.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a body incrementally. Reading fails with {@link CharacterCodingException} at bytes that
 * are not UTF-8.
 */
final class Utf8Reader extends Reader {
  private static final int WINDOW_BYTES = 4096;

  private final Buffer body;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  // Bytes of the body before this position are in the window or have been decoded.
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private int position;

  Utf8Reader(Buffer body) {
    this.body = body;
  }

  @Override
  public int read(char[] to, int offset, int length) throws CharacterCodingException {
    CharBuffer characters = CharBuffer.wrap(to, offset, length);
    while (length > 0 && (position < body.length() || window.hasRemaining())) {
      fillWindow();
      CoderResult result = decoder.decode(window, characters, position == body.length());
      if (result.isError()) {
        result.throwException();
      }
      if (characters.position() > offset || result.isOverflow()) {
        return characters.position() - offset;
      }
    }
    return length == 0 ? 0 : -1;
  }

  @Override
  public void close() {}

  private void fillWindow() {
    window.compact();
    int end = Math.min(body.length(), position + window.remaining());
    body.getBytes(position, end, window.array(), window.position());
    window.position(window.position() + end - position).flip();
    position = end;
  }
}
