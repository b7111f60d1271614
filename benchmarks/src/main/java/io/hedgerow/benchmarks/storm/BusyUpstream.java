package io.hedgerow.benchmarks.storm;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An upstream that can be overloaded: a queue, and {@value #WORKERS} workers that each take 50 to
 * 150 ms per request. If the queue is full, it answers 503. Thread-safe; its state belongs to its
 * own event loop.
 */
final class BusyUpstream implements AutoCloseable {
  /** Requests per second that the workers can answer. */
  static final int CAPACITY = 200;

  private static final int WORKERS = 20;
  private static final int QUEUE_MAX = 1000;
  private static final int LEAST_MILLIS = 50;
  private static final int MOST_MILLIS = 150;
  private static final long LIMIT_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final boolean dropsCancelled;
  private final int port;
  private final AtomicLong asked = new AtomicLong();
  private volatile int slower = 1;
  // The fields below belong to the event loop.
  private final Random random = new Random(1);
  private final Deque<HttpServerRequest> queue = new ArrayDeque<>();
  private int busy;

  /**
   * Starts the upstream.
   *
   * @param dropsCancelled whether workers skip requests whose client has left; most servers do not
   */
  BusyUpstream(boolean dropsCancelled) {
    this.dropsCancelled = dropsCancelled;
    HttpServer server = vertx.createHttpServer().requestHandler(this::onAsked);
    try {
      this.port = server.listen(0, "127.0.0.1").await(LIMIT_SECONDS, TimeUnit.SECONDS).actualPort();
    } catch (TimeoutException e) {
      throw new IllegalStateException("upstream: not listening (expected: within 10 s)", e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + port + "/api/work";
  }

  /** Makes the workers take this many times as long for requests that they begin from now on. */
  void slow(int factor) {
    slower = factor;
  }

  /** The number of attempts that have arrived. */
  long asked() {
    return asked.get();
  }

  @Override
  public void close() {
    try {
      vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("upstream: not closed (expected: within 10 s)", e);
    }
  }

  private void onAsked(HttpServerRequest request) {
    asked.incrementAndGet();
    if (queue.size() >= QUEUE_MAX) {
      answer(request, 503, "{}");
    } else {
      queue.add(request);
      workOn();
    }
  }

  private void workOn() {
    while (busy < WORKERS && !queue.isEmpty()) {
      HttpServerRequest request = queue.remove();
      if (!dropsCancelled || !request.response().closed()) {
        long millis = (long) slower * random.nextInt(LEAST_MILLIS, MOST_MILLIS + 1);
        busy++;
        vertx.setTimer(millis, _ -> onWorked(request, millis));
      }
    }
  }

  private void onWorked(HttpServerRequest request, long millis) {
    busy--;
    answer(request, 200, "{\"time\": " + millis + "}");
    workOn();
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    if (!request.response().closed()) {
      request.response().setStatusCode(status).end(body);
    }
  }
}
