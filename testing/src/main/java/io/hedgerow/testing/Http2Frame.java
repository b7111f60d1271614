package io.hedgerow.testing;

import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;

/** One HTTP/2 frame on the wire: RFC 9113, sections 4.1, 6 and 7. */
public record Http2Frame(int type, int flags, int stream, Buffer payload) {
  /** The client's connection preface. */
  public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int ACK = 1;
  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  /** Settings, RFC 9113, section 6.5.2. */
  public static final int ENABLE_PUSH = 2;

  public static final int INITIAL_WINDOW_SIZE = 4;

  public static final int NO_ERROR = 0;
  public static final int PROTOCOL_ERROR = 1;
  public static final int INTERNAL_ERROR = 2;
  public static final int REFUSED_STREAM = 7;
  public static final int CANCEL = 8;
  public static final int ENHANCE_YOUR_CALM = 11;

  /** Reads one frame. */
  public static Http2Frame read(DataInputStream in) throws IOException {
    int lengthAndType = in.readInt();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[lengthAndType >>> 8];
    in.readFully(payload);
    return new Http2Frame(lengthAndType & 0xff, flags, stream, Buffer.buffer(payload));
  }

  /** The bytes of one frame, with its 9-byte header. */
  public static byte[] bytes(int type, int flags, int stream, byte[] payload) {
    return Buffer.buffer()
        .appendInt(payload.length << 8 | type)
        .appendByte((byte) flags)
        .appendInt(stream)
        .appendBytes(payload)
        .getBytes();
  }

  /** A payload of 32-bit numbers. */
  public static byte[] ints(int... values) {
    Buffer payload = Buffer.buffer();
    for (int value : values) {
      payload.appendInt(value);
    }
    return payload.getBytes();
  }
}
