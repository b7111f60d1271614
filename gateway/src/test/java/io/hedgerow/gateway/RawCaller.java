package io.hedgerow.gateway;

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

/** A caller on one HTTP/1.1 connection, byte by byte: it hides nothing and repeats nothing. */
final class RawCaller implements AutoCloseable {
  private static final int READ_LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  RawCaller(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Over a socket that is connected, such as one with TLS. */
  RawCaller(Socket connected) throws IOException {
    socket = connected;
    socket.setSoTimeout(READ_LIMIT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends these characters, a byte each, in one write. */
  RawCaller send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  RawCaller request(String method, String target) throws IOException {
    return send(head(method, target));
  }

  RawCaller get(String target) throws IOException {
    return request("GET", target);
  }

  static String head(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\nhost: hedgerow\r\n\r\n";
  }

  /** Reads one answer, with as much body as its Content-Length says. */
  Answered read() throws IOException {
    Answered head = readHead();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("body: " + body.length + " bytes (expected: " + length + ")");
    }
    return new Answered(
        head.protocol(),
        head.status(),
        head.statusText(),
        head.headers(),
        new String(body, StandardCharsets.UTF_8));
  }

  /** Reads an answer that has no body, as to a HEAD. */
  Answered readHead() throws IOException {
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
    return new Answered(statusLine[0], Integer.parseInt(statusLine[1]), statusLine[2], headers, "");
  }

  /** What still comes until the server closes the connection in good order. */
  String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
