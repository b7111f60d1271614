package io.hedgerow.simulator;

import static io.hedgerow.testing.EventLoopCall.await;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One HTTP/2 connection to a simulator, without a pool, that records resets and GOAWAYs. */
final class Http2Client implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final Vertx vertx = Vertx.vertx();
  // Kept in a field, because Vert.x closes a client that is no longer referenced.
  private final HttpClientAgent agent;
  private final HttpClientConnection connection;
  private final BlockingQueue<GoAway> goAways = new LinkedBlockingQueue<>();

  Http2Client(Simulator simulator) {
    boolean tls = simulator.url().startsWith("https:");
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setSsl(tls)
            .setUseAlpn(tls);
    if (tls) {
      options.setTrustOptions(
          new PemTrustOptions().addCertValue(Buffer.buffer(simulator.certificatePem())));
    }
    agent = vertx.createHttpClient(options);
    connection =
        await(
            agent.connect(
                new HttpConnectOptions().setHost(simulator.host()).setPort(simulator.port())));
    connection.goAwayHandler(goAways::add);
  }

  HttpClientConnection connection() {
    return connection;
  }

  /** Opens a stream and sends the request; does not wait for the answer. */
  Sent send(String behaviour) {
    HttpClientRequest request = await(connection.request());
    // Tests assert failures on the body. Without a handler, Vert.x would log them too.
    request.exceptionHandler(_ -> {});
    request.setMethod(HttpMethod.GET).setURI("/api/work?fault=" + behaviour);
    // Registered before the head arrives; otherwise the body would be lost.
    Future<Buffer> body = request.response().compose(HttpClientResponse::body);
    await(request.end());
    return new Sent(request, body);
  }

  /** A request that has been sent. */
  record Sent(HttpClientRequest request, Future<Buffer> answer) {
    /** The body of the whole answer. */
    String body() {
      return await(answer).toString();
    }

    /** Waits for the answer to fail; returns the cause. */
    Throwable failure() {
      return await(
          answer.transform(
              ended ->
                  ended.failed()
                      ? Future.succeededFuture(ended.cause())
                      : Future.failedFuture("answered: " + ended.result())));
    }

    void cancel() {
      request.reset(Http2Error.CANCEL.code());
    }
  }

  /** Waits for the next GOAWAY. */
  GoAway goAway() throws InterruptedException {
    GoAway next = goAways.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("GOAWAY: none (expected: one within " + TIMEOUT_SECONDS + " s)");
    }
    return next;
  }

  List<GoAway> goAways() {
    return List.copyOf(goAways);
  }

  @Override
  public void close() {
    await(agent.close());
    await(vertx.close());
  }
}
