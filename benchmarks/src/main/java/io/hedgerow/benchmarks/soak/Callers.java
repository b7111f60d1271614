package io.hedgerow.benchmarks.soak;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Many callers on one event loop. Each sends a request, waits for its answer, checks it against the
 * contract, and sends the next one; some hang up. Half of the requests use HTTP/1.1 and half h2c.
 */
final class Callers {
  private static final int HTTP_2 = 1;
  private static final List<SoakRoute> ROUTES = List.of(SoakRoute.values());

  /**
   * An answer this late is a violation. Smaller overruns are only reported, because callers,
   * gateway and upstream share the processors here, and a cold or busy machine delays all of them.
   */
  private static final long GROSS_OVERRUN_MICROS = TimeUnit.SECONDS.toMicros(5);

  /** How long a caller waits beyond the timeout. */
  private static final long GIVE_UP_MILLIS = 10_000;

  private final Vertx vertx;
  private final int port;
  private final long requests;
  private final SplittableRandom random;
  private final LongConsumer progress;
  private final Tally tally;

  /** One for HTTP/1.1 and one for h2c. */
  private final List<HttpClientAgent> clients;

  private final Promise<Void> finished = Promise.promise();
  private long started;
  private long done;

  Callers(
      Vertx vertx,
      int port,
      long requests,
      int callers,
      long seed,
      LongConsumer progress,
      Tally tally) {
    this.tally = tally;
    this.vertx = vertx;
    this.port = port;
    this.requests = requests;
    this.random = new SplittableRandom(seed);
    this.progress = progress;
    this.clients =
        List.of(
            vertx.createHttpClient(
                new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(callers)),
            vertx.createHttpClient(
                new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setHttp2ClearTextUpgrade(false)
                    .setHttp2MultiplexingLimit(50),
                new PoolOptions().setHttp2MaxSize(Math.ceilDiv(callers, 50))));
  }

  /** Starts the callers. Call it on the event loop. Completes when all requests have ended. */
  Future<Void> start(int callers) {
    for (int i = 0; i < callers; i++) {
      ask();
    }
    return finished.future();
  }

  private void ask() {
    if (started == requests) {
      if (done == requests) {
        finished.tryComplete();
      }
      return;
    }
    started++;
    SoakRoute route = ROUTES.get(random.nextInt(ROUTES.size()));
    // Log-uniform: 1 to 10 ms is as likely as 10 to 100 ms, and so on up to 3 s.
    long timeoutMillis = (long) Math.exp(random.nextDouble() * Math.log(3000));
    int protocol = random.nextInt(clients.size());
    HttpClientAgent client = clients.get(protocol);
    // On HTTP/2 a hang-up is a reset, and the gateway closes a connection with more than 200 resets
    // in 30 seconds (Rapid Reset, CVE-2023-44487).
    boolean hangsUp = random.nextInt(protocol == HTTP_2 ? 200 : 20) == 0;
    long patienceMillis = hangsUp ? 1 + random.nextLong(timeoutMillis) : 0;
    client
        .request(HttpMethod.GET, port, "127.0.0.1", route.target(timeoutMillis))
        .onComplete(
            request -> new Call(route, timeoutMillis, request).start(patienceMillis),
            failure -> {
              tally.onViolation("no connection to the gateway: " + failure);
              end(route, "no connection");
            });
  }

  private void end(SoakRoute route, String kind) {
    tally.onAnswer(route, kind);
    done++;
    progress.accept(done);
    // Not in the client's callback, where a chain of quick failures would overflow the stack.
    vertx.runOnContext(_ -> ask());
  }

  /** One request in flight. */
  private final class Call {
    private final SoakRoute route;
    private final long timeoutMillis;
    private final HttpClientRequest request;
    private final long startNanos = System.nanoTime();
    private long timer = -1;
    private boolean isOver;

    Call(SoakRoute route, long timeoutMillis, HttpClientRequest request) {
      this.route = route;
      this.timeoutMillis = timeoutMillis;
      this.request = request;
    }

    void start(long patienceMillis) {
      request.exceptionHandler(_ -> {});
      route.complete(request, timeoutMillis);
      timer =
          patienceMillis > 0
              ? vertx.setTimer(patienceMillis, _ -> leave("hung up"))
              : vertx.setTimer(timeoutMillis + GIVE_UP_MILLIS, _ -> leave("NO ANSWER"));
      request
          .send()
          .compose(response -> response.body().map(body -> judge(response, body)))
          .onComplete(this::end, failure -> end("BROKEN: " + failure));
    }

    private void leave(String kind) {
      end(kind);
      request.reset(8);
    }

    private void end(String kind) {
      if (isOver) {
        return;
      }
      isOver = true;
      vertx.cancelTimer(timer);
      if (Character.isUpperCase(kind.charAt(0))) {
        tally.onViolation(route + " with a timeout of " + timeoutMillis + " ms: " + kind);
      }
      Callers.this.end(route, kind.replaceFirst(":.*", ""));
    }

    /** The kind of answer; begins in upper case if the contract does not allow it. */
    private String judge(HttpClientResponse response, Buffer body) {
      if (isOver) {
        return "late";
      }
      long elapsedMicros = (System.nanoTime() - startNanos) / 1000;
      long latenessMicros = elapsedMicros - timeoutMillis * 1000;
      tally.onLateness(latenessMicros);
      if (latenessMicros > GROSS_OVERRUN_MICROS) {
        return "LATE: by " + latenessMicros + " µs";
      }
      String kind = route.kind(response.statusCode(), body.toString());
      if (kind.endsWith(" deadline")) {
        tally.onDeadlineVerdict(-latenessMicros);
      }
      return kind;
    }
  }
}
