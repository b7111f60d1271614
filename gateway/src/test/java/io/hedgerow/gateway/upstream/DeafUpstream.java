package io.hedgerow.gateway.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An upstream that neither accepts nor refuses connections: its accept queue is full, so connects
 * remain pending.
 */
final class DeafUpstream implements AutoCloseable {
  private static final int PROBE_MILLIS = 200;
  private static final int PROBES_MAX = 100;

  private final ServerSocket server;
  private final List<Socket> queued = new CopyOnWriteArrayList<>();

  DeafUpstream() {
    try {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      while (fits()) {
        if (queued.size() > PROBES_MAX) {
          throw new IOException("the queue of the socket is never full");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  /** Starts accepting connections, the pending ones first. */
  void listen() {
    Thread.ofVirtual()
        .name("deaf-upstream")
        .start(
            () -> {
              try {
                while (true) {
                  queued.add(server.accept());
                }
              } catch (IOException e) {
                // Closed.
              }
            });
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : List.copyOf(queued)) {
      socket.close();
    }
  }

  private boolean fits() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(server.getLocalSocketAddress(), PROBE_MILLIS);
      queued.add(socket);
      return true;
    } catch (SocketTimeoutException e) {
      socket.close();
      return false;
    }
  }
}
