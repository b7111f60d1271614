package io.hedgerow.gateway.testing;

import io.hedgerow.testing.RawConnection;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A caller on one HTTP/1.1 connection: a {@link RawConnection} that also parses answers. */
public final class RawCaller implements AutoCloseable {
  private final RawConnection connection;

  public RawCaller(int port) throws IOException {
    connection = new RawConnection(port);
  }

  /** Uses a connected socket, such as one with TLS. */
  public RawCaller(Socket connected) throws IOException {
    connection = new RawConnection(connected);
  }

  /** The head of a request without a body. */
  public static String head(String method, String target) {
    return RawConnection.head(method, target);
  }

  /** Sends these characters, one byte each, in one write. */
  public RawCaller send(String bytes) throws IOException {
    connection.send(bytes);
    return this;
  }

  public RawCaller request(String method, String target) throws IOException {
    return send(head(method, target));
  }

  public RawCaller get(String target) throws IOException {
    return request("GET", target);
  }

  /** Reads one answer with a body of its Content-Length. */
  public RawResponse read() throws IOException {
    RawResponse head = readHead();
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    return new RawResponse(
        head.protocol(),
        head.status(),
        head.statusText(),
        head.headers(),
        new String(connection.readBytes(length), StandardCharsets.UTF_8));
  }

  /** Reads an answer that has no body, such as one to HEAD. */
  public RawResponse readHead() throws IOException {
    String[] statusLine = connection.readLine().split(" ", 3);
    NavigableMap<String, String> headers = new TreeMap<>();
    for (String line = connection.readLine(); !line.isEmpty(); line = connection.readLine()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (headers.put(name, line.substring(colon + 1).strip()) != null) {
        throw new IOException("header sent twice: " + line);
      }
    }
    return new RawResponse(
        statusLine[0], Integer.parseInt(statusLine[1]), statusLine[2], headers, "");
  }

  /** Reads until the server closes the connection; throws if it resets it. */
  public String readToEnd() throws IOException {
    return connection.readToClose();
  }

  /** Sends a byte at a time until the server closes the connection; returns how many were sent. */
  public int dripUntilClosed() {
    return connection.dripUntilClosed();
  }

  /** Closes with a reset. */
  public void abort() throws IOException {
    connection.abort();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
