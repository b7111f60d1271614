package io.hedgerow.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One HTTP/1.1 connection, byte by byte: it sees what libraries hide. */
final class RawClient implements AutoCloseable {
  /** How the server ended the connection. */
  enum End {
    CLOSED,
    RESET
  }

  /** Everything received up to the end. */
  record Ending(String received, End end) {}

  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(Simulator simulator) throws IOException {
    socket = new Socket(simulator.host(), simulator.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String method, String target) throws IOException {
    return write(method + " " + target + " HTTP/1.1\r\nhost: simulator\r\n\r\n");
  }

  /** Sends these characters as they are. */
  RawClient write(String ascii) throws IOException {
    socket.getOutputStream().write(ascii.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  RawClient get(String target) throws IOException {
    return send("GET", target);
  }

  /** Reads until what was received ends with this; each char is a byte. */
  String readUntil(String end) throws IOException {
    StringBuilder received = new StringBuilder();
    while (received.indexOf(end, received.length() - end.length()) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("received: " + received + " (expected: up to " + end + ")");
      }
      received.append((char) next);
    }
    return received.toString();
  }

  Ending readToEnd() throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    End end;
    try {
      in.transferTo(received);
      end = End.CLOSED;
    } catch (SocketException e) {
      end = End.RESET;
    }
    return new Ending(received.toString(StandardCharsets.UTF_8), end);
  }

  /** The bytes received and not read. */
  int available() throws IOException {
    return in.available();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Leaves with a reset. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
