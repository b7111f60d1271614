package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Http2Frame.ACK;
import static io.hedgerow.testing.Http2Frame.DATA;
import static io.hedgerow.testing.Http2Frame.END_HEADERS;
import static io.hedgerow.testing.Http2Frame.END_STREAM;
import static io.hedgerow.testing.Http2Frame.GOAWAY;
import static io.hedgerow.testing.Http2Frame.HEADERS;
import static io.hedgerow.testing.Http2Frame.PING;
import static io.hedgerow.testing.Http2Frame.PREFACE;
import static io.hedgerow.testing.Http2Frame.PUSH_PROMISE;
import static io.hedgerow.testing.Http2Frame.RST_STREAM;
import static io.hedgerow.testing.Http2Frame.SETTINGS;
import static io.hedgerow.testing.Http2Frame.WINDOW_UPDATE;
import static io.hedgerow.testing.Http2Frame.ints;

import io.hedgerow.testing.HeaderBlock;
import io.hedgerow.testing.Http2Frame;
import io.vertx.core.buffer.Buffer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * HTTP/2 by prior knowledge on one connection of a {@link RawUpstream}, frame by frame: RFC 9113,
 * sections 4.1 and 6. Belongs to the thread that serves the connection.
 */
final class RawFrames {

  /** RFC 7541, appendix A: {@code :status: 200}. */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  /** GET, http, / and the authority "a". */
  private static final byte[] PUSHED_REQUEST = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 1, 1, 'a'};

  private final RawUpstream.Connection connection;
  private Buffer clientSettings = Buffer.buffer();

  private RawFrames(RawUpstream.Connection connection) {
    this.connection = connection;
  }

  /** Reads the client's preface and sends ours. */
  static RawFrames open(RawUpstream.Connection connection) throws IOException {
    RawFrames frames = new RawFrames(connection);
    connection.in().readFully(new byte[PREFACE.length()]);
    frames.clientSettings = Http2Frame.read(connection.in()).payload();
    frames.write(SETTINGS, 0, 0, new byte[0]);
    frames.write(SETTINGS, ACK, 0, new byte[0]);
    return frames;
  }

  /** The payload of the client's first SETTINGS. */
  Buffer clientSettings() {
    return clientSettings;
  }

  /** The stream of the next request. */
  int readRequest() throws IOException {
    return readHead().stream();
  }

  /** The head of the next request. */
  Http2Frame readHead() throws IOException {
    Http2Frame head = readUntil(HEADERS);
    connection.onRequest();
    return head;
  }

  /** The whole answer of {@link RawUpstream#OK}. */
  void answer(int stream) throws IOException {
    writeHead(stream);
    writeData(stream, "{\"time\": 7}", END_STREAM);
  }

  void writeHead(int stream) throws IOException {
    write(HEADERS, END_HEADERS, stream, STATUS_200);
  }

  /** The head of an answer with any status, such as an interim one, and with these flags. */
  void writeHead(int stream, int status, int flags) throws IOException {
    Buffer block = Buffer.buffer(new byte[] {8, 3}).appendString(Integer.toString(status));
    write(HEADERS, END_HEADERS | flags, stream, block.getBytes());
  }

  /**
   * The head of an answer with these fields: alternately names and values, {@code :status} first.
   */
  void writeHead(int stream, int flags, List<String> fields) throws IOException {
    write(HEADERS, END_HEADERS | flags, stream, HeaderBlock.of(fields));
  }

  /** Pushes an answer on stream {@code promised}. */
  void push(int stream, int promised) throws IOException {
    Buffer payload = Buffer.buffer(ints(promised)).appendBytes(PUSHED_REQUEST);
    write(PUSH_PROMISE, END_HEADERS, stream, payload.getBytes());
  }

  /** Writes a part of the body, but not the last one. */
  void writePart(int stream, String text) throws IOException {
    writeData(stream, text, 0);
  }

  void reset(int stream, int errorCode) throws IOException {
    write(RST_STREAM, 0, stream, ints(errorCode));
  }

  void goAway(int lastStream, int errorCode) throws IOException {
    write(GOAWAY, 0, 0, ints(lastStream, errorCode));
  }

  /** Reads how far the client opens the window of the connection. */
  long readWindowUpdate() throws IOException {
    Http2Frame update = readUntil(WINDOW_UPDATE);
    if (update.stream() != 0) {
      throw new IOException("stream of the update: " + update.stream() + " (expected: 0)");
    }
    return update.payload().getUnsignedInt(0);
  }

  /** Waits until the client has read everything written before. */
  void awaitRead() throws IOException {
    write(PING, 0, 0, new byte[8]);
    readUntil(PING);
  }

  /** Waits for the client's reset of a stream, such as {@code 1: 8} of stream 1 with CANCEL. */
  String readReset() throws IOException {
    Http2Frame reset = readUntil(RST_STREAM);
    return reset.stream() + ": " + reset.payload().getByte(3);
  }

  void writeData(int stream, String text, int flags) throws IOException {
    write(DATA, flags, stream, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Http2Frame readUntil(int type) throws IOException {
    while (true) {
      Http2Frame frame = Http2Frame.read(connection.in());
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
        throw new EOFException("the client sent GOAWAY");
      }
    }
  }

  private void write(int type, int flags, int stream, byte[] payload) throws IOException {
    connection.write(Http2Frame.bytes(type, flags, stream, payload));
  }
}
