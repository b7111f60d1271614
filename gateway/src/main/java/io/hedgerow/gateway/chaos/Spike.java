package io.hedgerow.gateway.chaos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The same request again and again, at a steady rate whatever the answers take, for some seconds.
 * While a thousand are in flight, no further ones are sent.
 *
 * <p>Sends on an event loop of its own, so that it delays none of the gateway's. Any thread may
 * call it. Owns its Vert.x instance and closes it when it has ended.
 */
final class Spike {
  /**
   * What is sent.
   *
   * @param isPermitted asked again and again; ends the spike
   */
  record Plan(
      String route,
      RequestOptions request,
      BooleanSupplier isPermitted,
      int perSecond,
      int seconds) {
    long requests() {
      return (long) perSecond * seconds;
    }
  }

  private static final long TICK_MILLIS = 10;
  private static final int IN_FLIGHT_MAX = 1000;

  /** How long it waits for the last answers. */
  private static final long LAST_ANSWERS_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Plan plan;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger succeeded = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  // Guarded by this.
  private @Nullable Vertx vertx;
  private long startNanos = System.nanoTime();
  // Null before the end.
  private @Nullable Future<Void> closed;
  // These belong to the event loop of this spike.
  private long due;
  private int inFlight;

  private Spike(Plan plan) {
    this.plan = plan;
  }

  /** Starts on another thread, because opening a Vert.x instance blocks. */
  static Spike start(Plan plan) {
    Spike spike = new Spike(plan);
    Thread.startVirtualThread(spike::open);
    return spike;
  }

  private void open() {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    Vertx opened = Vertx.vertx(options);
    // The certificate is that of this process.
    HttpClient client =
        opened.createHttpClient(
            new HttpClientOptions().setTrustAll(true).setVerifyHost(false),
            new PoolOptions().setHttp1MaxSize(IN_FLIGHT_MAX));
    if (!begin(opened, client)) {
      opened.close();
    }
  }

  /** Returns false if it has ended before. */
  private synchronized boolean begin(Vertx opened, HttpClient client) {
    if (closed != null) {
      return false;
    }
    long now = System.nanoTime();
    startNanos = now;
    vertx = opened;
    opened.setPeriodic(TICK_MILLIS, _ -> onTick(client, now));
    return true;
  }

  private void onTick(HttpClient client, long start) {
    if (isEnded()) {
      return;
    }
    if (!plan.isPermitted().getAsBoolean()) {
      end();
      return;
    }
    long elapsedNanos = System.nanoTime() - start;
    long dueNow =
        Math.min(
            plan.requests(), elapsedNanos * plan.perSecond() / TimeUnit.SECONDS.toNanos(1) + 1);
    for (; due < dueNow; due++) {
      if (inFlight < IN_FLIGHT_MAX) {
        send(client);
      }
    }
    boolean isLate = elapsedNanos > TimeUnit.SECONDS.toNanos(plan.seconds()) + LAST_ANSWERS_NANOS;
    if (due == plan.requests() && (inFlight == 0 || isLate)) {
      end();
    }
  }

  private void send(HttpClient client) {
    inFlight++;
    sent.incrementAndGet();
    client
        .request(plan.request())
        .compose(HttpClientRequest::send)
        .compose(response -> response.end().map(response.statusCode() / 100 == 2))
        .otherwise(false)
        .onSuccess(
            isSuccess -> {
              inFlight--;
              (isSuccess ? succeeded : failed).incrementAndGet();
            });
  }

  /** Ends it at once, if it has not ended. Completes when its connections are closed. */
  synchronized Future<Void> end() {
    if (closed == null) {
      closed = vertx == null ? Future.succeededFuture() : close(vertx);
    }
    return closed;
  }

  /** Between two ticks, which need an open client. */
  private static Future<Void> close(Vertx vertx) {
    Promise<Void> closed = Promise.promise();
    vertx.runOnContext(_ -> vertx.close().onComplete(closed));
    return closed.future();
  }

  synchronized boolean isEnded() {
    return closed != null;
  }

  synchronized JsonObject json() {
    long leftNanos = startNanos + TimeUnit.SECONDS.toNanos(plan.seconds()) - System.nanoTime();
    return new JsonObject()
        .put("route", plan.route())
        .put("perSecond", plan.perSecond())
        .put("secondsLeft", Math.ceilDiv(Math.max(0, leftNanos), TimeUnit.SECONDS.toNanos(1)))
        .put("sent", sent.get())
        .put("succeeded", succeeded.get())
        .put("failed", failed.get());
  }
}
