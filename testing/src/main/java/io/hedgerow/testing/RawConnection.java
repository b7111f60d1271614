package io.hedgerow.testing;

import static io.hedgerow.testing.Eventually.assertEventually;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A client connection at the level of bytes: it interprets nothing and retries nothing. */
public final class RawConnection implements AutoCloseable {
  private static final int READ_LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  /** How the server ended the connection. */
  public enum End {
    CLOSED,
    RESET
  }

  /** Everything received until the end. */
  public record Ending(String received, End end) {}

  /** Connects to a port of the loopback address. */
  public RawConnection(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Uses a connected socket, such as one with TLS. */
  public RawConnection(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The head of an HTTP/1.1 request without a body. */
  public static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
  }

  /** Sends these characters, one byte each, in one write. */
  public RawConnection send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public RawConnection request(String method, String target) throws IOException {
    return send(head(method, target));
  }

  public RawConnection get(String target) throws IOException {
    return request("GET", target);
  }

  /** Reads one line, without its end. */
  public String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("received: " + line + " (expected: a whole line)");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /** Reads exactly this number of bytes. */
  public byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("received: " + bytes.length + " bytes (expected: " + length + ")");
    }
    return bytes;
  }

  /** Reads until the received bytes end with this; each char is a byte. */
  public String readUntil(String end) throws IOException {
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

  /** Reads until the server closes or resets the connection. */
  public Ending readToEnd() throws IOException {
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

  /** Reads until the server closes the connection; throws if it resets it. */
  public String readToClose() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Sends a byte at a time until the server closes the connection; returns how many were sent. */
  public int dripUntilClosed() {
    AtomicInteger sent = new AtomicInteger();
    assertEventually(
        () -> {
          try {
            send("a");
            sent.incrementAndGet();
            return "open";
          } catch (IOException e) {
            return "closed";
          }
        },
        "closed");
    return sent.get();
  }

  /** Bytes received but not read. */
  public int available() throws IOException {
    return in.available();
  }

  /** The local port. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Closes with a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
