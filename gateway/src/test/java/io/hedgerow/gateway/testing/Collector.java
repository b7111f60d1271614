package io.hedgerow.gateway.testing;

import static java.util.Comparator.comparing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** A trace collector that records exports and accepts, refuses or ignores them, as scripted. */
public final class Collector implements AutoCloseable {
  /** How the collector reacts to an export. */
  public enum Manner {
    TAKES,
    REFUSES,
    NEVER_ANSWERS
  }

  /** One export, decompressed. */
  public record Export(String path, @Nullable String contentType, Buffer body) {}

  private final List<Export> exports = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("collector-", 0).factory());
  private final HttpServer server;
  private volatile Manner manner;

  private Collector(HttpServer server, Manner manner) {
    this.server = server;
    this.manner = manner;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static Collector start(Manner manner) {
    return start(manner, 0);
  }

  /** Starts a collector on a port; 0 picks a free one. */
  public static Collector start(Manner manner, int port) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new Collector(HttpServer.create(address, 0), manner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void set(Manner manner) {
    this.manner = manner;
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  public List<Export> exports() {
    return exports;
  }

  /** The spans of a trace received as Zipkin's JSON, sorted by time. */
  public List<Span> trace(String traceId) {
    return exports.stream()
        .flatMap(export -> SpanBytesDecoder.JSON_V2.decodeList(export.body().getBytes()).stream())
        .filter(span -> span.traceId().equals(traceId))
        .sorted(comparing(Span::timestamp).thenComparing(s -> s.tags().toString()))
        .toList();
  }

  /** The spans of a trace as text: the request, then its attempts in order of their numbers. */
  public List<String> told(String traceId) {
    return trace(traceId).stream().map(Collector::told).sorted().toList();
  }

  private static String told(Span span) {
    Stream<@Nullable String> words =
        Stream.of(
                "hedgerow.verdict",
                "hedgerow.winner",
                "hedgerow.attempt.number",
                "hedgerow.attempt.role",
                "hedgerow.attempt.launch_reason",
                "hedgerow.attempt.outcome",
                "hedgerow.attempt.cancel_reason",
                "http.response.status_code",
                "error.type")
            .map(span.tags()::get);
    return Stream.concat(Stream.of(span.kind() + " " + span.name()), words)
        .filter(word -> word != null)
        .reduce("", (line, word) -> line.isEmpty() ? String.valueOf(word) : line + " " + word);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
      try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = unzipped.readAllBytes();
      }
    }
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    exports.add(new Export(exchange.getRequestURI().getPath(), contentType, Buffer.buffer(body)));
    switch (manner) {
      case TAKES -> exchange.sendResponseHeaders(202, -1);
      case REFUSES -> exchange.sendResponseHeaders(500, -1);
      case NEVER_ANSWERS -> awaitClosed();
    }
    exchange.close();
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
