package io.hedgerow.gateway.testing;

import static io.hedgerow.gateway.testing.Eventually.assertEventually;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A caller on one HTTP/1.1 connection, byte by byte: it hides nothing and repeats nothing. */
public final class RawCaller implements AutoCloseable {
  private static final int READ_LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  public RawCaller(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Over a socket that is connected, such as one with TLS. */
  public RawCaller(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends these characters, a byte each, in one write. */
  public RawCaller send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public RawCaller request(String method, String target) throws IOException {
    return send(head(method, target));
  }

  public RawCaller get(String target) throws IOException {
    return request("GET", target);
  }

  public static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nhost: hedgerow\r\n\r\n";
  }

  /** Reads one answer, with as much body as its Content-Length says. */
  public RawResponse read() throws IOException {
    RawResponse head = readHead();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("body: " + body.length + " bytes (expected: " + length + ")");
    }
    return new RawResponse(
        head.protocol(),
        head.status(),
        head.statusText(),
        head.headers(),
        new String(body, StandardCharsets.UTF_8));
  }

  /** Reads an answer that has no body, as to a HEAD. */
  public RawResponse readHead() throws IOException {
    String[] statusLine = readLine().split(" ", 3);
    NavigableMap<String, String> headers = new TreeMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon);
      if (headers.put(name.toLowerCase(java.util.Locale.ROOT), line.substring(colon + 1).strip())
          != null) {
        throw new IOException("header sent twice: " + line);
      }
    }
    return new RawResponse(
        statusLine[0], Integer.parseInt(statusLine[1]), statusLine[2], headers, "");
  }

  /** What still comes until the server closes the connection in good order. */
  public String readToEnd() throws IOException {
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

  /** Leaves with a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("received: " + line + " (expected: a whole line)");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
