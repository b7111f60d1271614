package io.hedgerow.benchmarks.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pages of the console that show its charts: each reads the stream of events and asks now and then
 * for what the real page asks for at the same time. Owns its connections and threads.
 */
final class OpenPages implements AutoCloseable {
  private static final int POLL_LIMIT_MILLIS = 5000;

  /** What a page asks for, and how often. */
  private enum Poll {
    DISTRIBUTION("/console/distribution", 3000),
    RACES("/console/races", 2000),
    REPLICAS("/replicas", 4000);

    private final String path;
    private final long periodMillis;

    Poll(String path, long periodMillis) {
      this.path = path;
      this.periodMillis = periodMillis;
    }
  }

  private final int port;
  private final List<Socket> streams = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();

  private OpenPages(int port) {
    this.port = port;
  }

  /** Opens pages. */
  static OpenPages open(int managementPort, int count) throws IOException {
    OpenPages pages = new OpenPages(managementPort);
    for (int i = 0; i < count; i++) {
      Socket stream = new Socket(InetAddress.getLoopbackAddress(), managementPort);
      pages.streams.add(stream);
      pages.threads.add(Thread.startVirtualThread(() -> pages.readEvents(stream)));
      for (Poll poll : Poll.values()) {
        pages.threads.add(Thread.startVirtualThread(() -> pages.ask(poll)));
      }
    }
    return pages;
  }

  /** Bytes of all streams and answers until now. */
  long bytes() {
    return bytes.get();
  }

  private void readEvents(Socket stream) {
    try {
      OutputStream out = stream.getOutputStream();
      out.write(
          "GET /console/events HTTP/1.1\r\nhost: localhost\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      readAll(stream.getInputStream());
    } catch (IOException e) {
      // Closed at the end.
    }
  }

  private void ask(Poll poll) {
    URI uri = URI.create("http://127.0.0.1:" + port + poll.path);
    try {
      while (true) {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(POLL_LIMIT_MILLIS);
        connection.setReadTimeout(POLL_LIMIT_MILLIS);
        try (InputStream answer = connection.getInputStream()) {
          readAll(answer);
        }
        TimeUnit.MILLISECONDS.sleep(poll.periodMillis);
      }
    } catch (IOException e) {
      throw new IllegalStateException(uri + ": no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readAll(InputStream in) throws IOException {
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      bytes.addAndGet(count);
    }
  }

  @Override
  public void close() throws IOException {
    threads.forEach(Thread::interrupt);
    for (Socket stream : streams) {
      stream.close();
    }
  }
}
