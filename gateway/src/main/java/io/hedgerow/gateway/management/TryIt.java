package io.hedgerow.gateway.management;

import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.telemetry.console.KeptRace;
import io.hedgerow.gateway.telemetry.console.LoopRecorder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to this gateway's own API, for the console, and answers with what came back and
 * with the race. Not a proxy: only the API's own address is asked, for paths of routes in force.
 *
 * <p>Belongs to the event loop of the management listener.
 */
final class TryIt {
  private static final int RUNNING_MAX = 8;
  private static final int BODY_MAX = 64 * 1024;
  private static final int HEADERS_MAX = 64 * 1024;
  private static final int CONNECT_LIMIT_MILLIS = 2000;

  /** On top of the longest timeout of the route. */
  private static final long EXTRA_MILLIS = 5000;

  /** The request ends a little after its answer. */
  private static final long RACE_LIMIT_MILLIS = 1000;

  private static final String TEXT = "text/plain";
  private static final String JSON = "application/json";

  private final Vertx vertx;
  private final Context loop;
  private final ConsoleSource source;
  private final RoutesReload routes;
  private final Supplier<ApiAddress> api;
  private final @Nullable String traces;
  private @Nullable HttpClientAgent client;
  private int running;

  /**
   * Has sent nothing.
   *
   * @param api where the API listens; called for each request
   * @param traces the URL of a trace without its ID; null if traces have no page
   */
  TryIt(
      Vertx vertx,
      ConsoleSource source,
      RoutesReload routes,
      Supplier<ApiAddress> api,
      @Nullable String traces) {
    this.vertx = vertx;
    this.loop = vertx.getOrCreateContext();
    this.source = source;
    this.routes = routes;
    this.api = api;
    this.traces = traces;
  }

  /** Sends what the query of this request describes. */
  void send(ManagementRequest request) {
    if (running >= RUNNING_MAX) {
      request.http().response().putHeader(HttpHeaders.RETRY_AFTER, "1");
      request.answer(503, TEXT, "tries: too many run (expected: fewer than " + RUNNING_MAX + ")\n");
      return;
    }
    TriedRequest tried;
    try {
      tried = TriedRequest.parse(request.http().params(), routes.state().routes().routes());
    } catch (IllegalArgumentException e) {
      request.answer(400, TEXT, e.getMessage() + "\n");
      return;
    }
    running++;
    String mark = UUID.randomUUID().toString();
    Promise<Optional<KeptRace>> race = Promise.promise();
    Future<JsonObject> answer =
        EventLoopResult.on(
                loop, source.expect(mark, ended -> race.tryComplete(Optional.ofNullable(ended))))
            .compose(_ -> vertx.executeBlocking(this::address))
            .compose(address -> exchange(tried, mark, Objects.requireNonNull(address)))
            .compose(
                came ->
                    EventLoopResult.on(loop, limited(race))
                        .map(ended -> came.put("race", ended.map(this::json).orElse(null))));
    answer.onComplete(
        _ -> {
          running--;
          source.forget(mark);
          if (answer.succeeded()) {
            request.answer(200, JSON, answer.result().encode());
          } else {
            request.answer(502, TEXT, "no answer of the API: " + answer.cause() + "\n");
          }
        });
  }

  /**
   * The address at which this machine reaches the API: the one that the API is bound to.
   *
   * @throws IOException if that is not an address of this machine
   */
  private SocketAddress address() throws IOException {
    InetAddress bound = InetAddress.getByName(source.apiHost());
    if (bound.isAnyLocalAddress()) {
      bound = InetAddress.ofLiteral(bound instanceof Inet4Address ? "127.0.0.1" : "::1");
    } else if (!bound.isLoopbackAddress() && NetworkInterface.getByInetAddress(bound) == null) {
      throw new IOException("host: " + bound + " (expected: an address of this machine)");
    }
    return SocketAddress.inetSocketAddress(api.get().port(), bound.getHostAddress());
  }

  private Future<JsonObject> exchange(TriedRequest tried, String mark, SocketAddress address) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(tried.method()))
            .setURI(tried.target())
            .putHeader(LoopRecorder.MARK, mark);
    tried.headers().forEach(options::putHeader);
    boolean isTls = api.get().scheme().equals("https");
    long startNanos = System.nanoTime();
    return client()
        .connect(new HttpConnectOptions().setServer(address).setHost("localhost").setSsl(isTls))
        .compose(
            connection -> {
              long limitMillis = tried.route().deadline().maxMillis() + EXTRA_MILLIS;
              long timer = vertx.setTimer(limitMillis, _ -> connection.close());
              return connection
                  .request(options)
                  .compose(HttpClientRequest::send)
                  .compose(response -> read(response, startNanos))
                  .onComplete(
                      _ -> {
                        vertx.cancelTimer(timer);
                        connection.close();
                      });
            });
  }

  /** The certificate is not verified: nobody else is at this address. */
  private HttpClientAgent client() {
    if (client == null) {
      client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setConnectTimeout(CONNECT_LIMIT_MILLIS)
                  .setMaxHeaderSize(HEADERS_MAX)
                  .setTrustAll(true)
                  .setVerifyHost(false));
    }
    return client;
  }

  /** Keeps the beginning of a long body, and reads to its end as a caller does. */
  private static Future<JsonObject> read(HttpClientResponse response, long startNanos) {
    Promise<JsonObject> read = Promise.promise();
    Buffer body = Buffer.buffer();
    JsonObject json =
        new JsonObject()
            .put("status", response.statusCode())
            .put("reason", response.statusMessage())
            .put("headers", headers(response))
            .put("isBodyCut", false);
    response.handler(
        part -> {
          int room = BODY_MAX - body.length();
          if (part.length() > room) {
            json.put("isBodyCut", true);
          }
          body.appendBuffer(part, 0, Math.min(room, part.length()));
        });
    response.exceptionHandler(read::tryFail);
    response.endHandler(
        _ ->
            read.tryComplete(
                json.put("body", body.toString(StandardCharsets.UTF_8))
                    .put(
                        "durationMs", Math.round((System.nanoTime() - startNanos) / 1e4) / 100.0)));
    return read.future();
  }

  private static JsonArray headers(HttpClientResponse response) {
    JsonArray headers = new JsonArray();
    response.headers().forEach((name, value) -> headers.add(JsonArray.of(name, value)));
    return headers;
  }

  private Future<Optional<KeptRace>> limited(Promise<Optional<KeptRace>> race) {
    vertx.setTimer(RACE_LIMIT_MILLIS, _ -> race.tryComplete(Optional.empty()));
    return race.future();
  }

  private JsonObject json(KeptRace race) {
    return race.json(traces);
  }
}
