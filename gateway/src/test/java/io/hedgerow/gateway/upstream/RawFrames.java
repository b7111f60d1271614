package io.hedgerow.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/2 by prior knowledge on one connection of a {@link RawUpstream}, frame by frame: RFC 9113,
 * sections 4.1 and 6. Belongs to the thread that serves the connection.
 */
final class RawFrames {
  static final int NO_ERROR = 0;
  static final int INTERNAL_ERROR = 2;
  static final int REFUSED_STREAM = 7;

  private static final int PREFACE_BYTES = 24;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** RFC 7541, appendix A: {@code :status: 200}. */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private final RawUpstream.Connection connection;

  private record Frame(int type, int flags, int stream, Buffer payload) {}

  private RawFrames(RawUpstream.Connection connection) {
    this.connection = connection;
  }

  /** Reads the client's preface and sends ours. */
  static RawFrames open(RawUpstream.Connection connection) throws IOException {
    RawFrames frames = new RawFrames(connection);
    connection.in().readFully(new byte[PREFACE_BYTES]);
    frames.write(SETTINGS, 0, 0, new byte[0]);
    return frames;
  }

  /** The stream of the next request. */
  int readRequest() throws IOException {
    int stream = readUntil(HEADERS).stream();
    connection.onRequest();
    return stream;
  }

  /** The whole answer of {@link RawUpstream#OK}. */
  void answer(int stream) throws IOException {
    writeHead(stream);
    writeData(stream, "{\"time\": 7}", END_STREAM);
  }

  void writeHead(int stream) throws IOException {
    write(HEADERS, END_HEADERS, stream, STATUS_200);
  }

  /** A part of the body, not the last one. */
  void writePart(int stream, String text) throws IOException {
    writeData(stream, text, 0);
  }

  void reset(int stream, int errorCode) throws IOException {
    write(RST_STREAM, 0, stream, ints(errorCode));
  }

  void goAway(int lastStream, int errorCode) throws IOException {
    write(GOAWAY, 0, 0, ints(lastStream, errorCode));
  }

  /** Waits until the client has taken in everything that was written before. */
  void awaitRead() throws IOException {
    write(PING, 0, 0, new byte[8]);
    readUntil(PING);
  }

  /** Waits for the client's reset of a stream, such as {@code 1: 8} of stream 1 with CANCEL. */
  String readReset() throws IOException {
    Frame reset = readUntil(RST_STREAM);
    return reset.stream() + ": " + reset.payload().getByte(3);
  }

  private void writeData(int stream, String text, int flags) throws IOException {
    write(DATA, flags, stream, text.getBytes(StandardCharsets.US_ASCII));
  }

  private Frame readUntil(int type) throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type() == SETTINGS && frame.flags() != ACK) {
        write(SETTINGS, ACK, 0, new byte[0]);
      }
      if (frame.type() == PING && frame.flags() != ACK) {
        write(PING, ACK, 0, frame.payload().getBytes());
      }
      if (frame.type() == type) {
        return frame;
      }
      if (frame.type() == GOAWAY) {
        throw new EOFException("the client says good-bye");
      }
    }
  }

  private Frame read() throws IOException {
    int lengthAndType = connection.in().readInt();
    int flags = connection.in().readUnsignedByte();
    int stream = connection.in().readInt();
    byte[] payload = new byte[lengthAndType >>> 8];
    connection.in().readFully(payload);
    return new Frame(lengthAndType & 0xff, flags, stream, Buffer.buffer(payload));
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    connection.write(frame.toByteArray());
  }

  private static byte[] ints(int... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int value : values) {
      out.writeInt(value);
    }
    return bytes.toByteArray();
  }
}
