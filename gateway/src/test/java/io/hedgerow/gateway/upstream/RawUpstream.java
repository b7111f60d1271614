package io.hedgerow.gateway.upstream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An upstream that writes scripted bytes. Script n serves connection n, in order of arrival; the
 * last script serves all further connections.
 */
final class RawUpstream implements AutoCloseable {
  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\": 7}";

  /** What happens on one connection; it is closed when this returns. */
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  /** One connection, seen from the upstream. */
  static final class Connection {
    private final Socket socket;
    private final DataInputStream in;
    private final RawUpstream upstream;

    private Connection(Socket socket, RawUpstream upstream) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      this.upstream = upstream;
    }

    /** Reads one request; null if there is none because the client has closed the connection. */
    @Nullable String readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        head.append((char) next);
      }
      onRequest();
      return head.toString();
    }

    Connection write(String text) throws IOException {
      return write(text.getBytes(StandardCharsets.UTF_8));
    }

    Connection write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      return this;
    }

    /** What the client sends, for scripts that parse it themselves. */
    DataInputStream in() {
      return in;
    }

    /** Counts one more request. */
    void onRequest() {
      upstream.requests.incrementAndGet();
    }

    /** Waits until the client has closed or reset the connection. */
    void awaitEnd() {
      try {
        while (in.read() >= 0) {}
      } catch (IOException e) {
        // A reset also ends the connection.
      }
      upstream.ended.incrementAndGet();
    }

    /** Ends the connection with a reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private final ServerSocket server;
  private final List<Script> scripts;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  RawUpstream(Script... scripts) {
    this.scripts = List.of(scripts);
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("raw-upstream").start(this::accept);
  }

  /** Answers each request of a connection with this, and keeps the connection. */
  static Script always(String answer) {
    return connection -> {
      while (connection.readRequest() != null) {
        connection.write(answer);
      }
    };
  }

  /** Answers the first request with this, then waits for the client to end the connection. */
  static Script once(String answer) {
    return connection -> {
      connection.readRequest();
      try {
        connection.write(answer);
      } catch (IOException e) {
        // The client may end the connection in the middle of the answer.
      }
      connection.awaitEnd();
    };
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  int requests() {
    return requests.get();
  }

  /** The number of connections whose end a script has seen in {@code awaitEnd}. */
  int ended() {
    return ended.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        int number = connections.getAndIncrement();
        Script script = scripts.get(Math.min(number, scripts.size() - 1));
        Thread.ofVirtual().name("raw-upstream-" + number).start(() -> serve(socket, script));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket, Script script) {
    try (socket) {
      script.serve(new Connection(socket, this));
    } catch (IOException e) {
      // The client ended the connection, or the test is over.
    }
  }
}
