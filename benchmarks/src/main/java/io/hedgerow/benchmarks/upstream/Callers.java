package io.hedgerow.benchmarks.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/**
 * Callers of {@code /api/first} over HTTP/1.1 at a fixed rate, whatever the answers do; one that
 * finds all connections in use waits. They live on one event loop; the methods are for any thread.
 */
final class Callers implements AutoCloseable {
  private static final long PERIOD_MILLIS = 5;

  /**
   * What they have seen so far.
   *
   * @param wonMillis the upstream's own time of the attempts that won, in sum
   */
  record Seen(long answers, long successes, long wonMillis) {}

  private final Vertx vertx;
  private final int port;
  private final HttpClientAgent client;
  // Of the event loop.
  private long sent;
  // Of the thread that starts and closes.
  private long timer;
  // Written by the event loop only, as a whole.
  private volatile Seen seen = new Seen(0, 0, 0);

  Callers(Vertx vertx, int port, int callers) {
    this.vertx = vertx;
    this.port = port;
    this.client =
        vertx
            .httpClientBuilder()
            .with(new PoolOptions().setHttp1MaxSize(callers).setEventLoopSize(1))
            // Without a handler Vert.x logs an error for each connection that the gateway resets.
            .withConnectHandler(connection -> connection.exceptionHandler(_ -> {}))
            .build();
  }

  void start(int requestsPerSecond) {
    long startNanos = System.nanoTime();
    timer =
        vertx.setPeriodic(
            PERIOD_MILLIS,
            _ -> {
              long due =
                  (System.nanoTime() - startNanos)
                      * requestsPerSecond
                      / TimeUnit.SECONDS.toNanos(1);
              while (sent < due) {
                sent++;
                ask();
              }
            });
  }

  /** Asks no more; the answers under way still come. */
  @Override
  public void close() {
    vertx.cancelTimer(timer);
  }

  Seen seen() {
    return seen;
  }

  private void ask() {
    client
        .request(HttpMethod.GET, port, "127.0.0.1", "/api/first?timeout=5000")
        .compose(request -> request.send())
        .compose(response -> response.body().map(body -> wonMillis(response, body)))
        .onComplete(this::onSuccess, _ -> onFailure());
  }

  private static long wonMillis(HttpClientResponse response, Buffer body) {
    if (response.statusCode() != 200) {
      throw new IllegalStateException("status: " + response.statusCode() + " (expected: 200)");
    }
    return body.toJsonObject().getLong("time");
  }

  private void onSuccess(long wonMillis) {
    Seen before = seen;
    seen = new Seen(before.answers() + 1, before.successes() + 1, before.wonMillis() + wonMillis);
  }

  private void onFailure() {
    Seen before = seen;
    seen = new Seen(before.answers() + 1, before.successes(), before.wonMillis());
  }
}
