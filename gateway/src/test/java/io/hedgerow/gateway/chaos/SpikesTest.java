package io.hedgerow.gateway.chaos;

import static io.hedgerow.testing.Eventually.assertEventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.file.RoutesFile;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server in the place of the API gets. */
final class SpikesTest {
  private static final int NEVER = 0;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  // Written by the test, read by the server.
  private volatile int status = 200;
  private volatile Routes routes =
      routes(
          """
          upstreams: {real: {url: "http://127.0.0.1:1"}}
          routes:
            smart: {path: /smart, deadline: {query: timeout, max: 60s}}
            product: {path: "/products/{id}/x", deadline: {header: Wait-Ms}}
            site: {path: "/site/*", deadline: {query: "t[0]", max: 250ms}}
            head: {path: /head, methods: HEAD}
            real: {path: /real, upstream: real}
          """);
  private Spikes spikes;

  @BeforeEach
  void start() throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(
                connection -> {
                  connections.incrementAndGet();
                  connection.closeHandler(_ -> connections.decrementAndGet());
                })
            .requestHandler(this::answer);
    server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    spikes = new Spikes(new Api(() -> routes, "0.0.0.0", server::actualPort, false));
  }

  @AfterEach
  void close() throws Exception {
    spikes.end().await(10, TimeUnit.SECONDS);
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void spike_sendsItsRequests_andEndsByItself() {
    spikes.start(parameters("rate=50&seconds=1"));

    assertThat(state().getString("route")).isEqualTo("smart");
    assertThat(state().getInteger("perSecond")).isEqualTo(50);
    assertEnds();
    assertThat(received).hasSize(50).containsOnly("/smart?timeout=1000 null");
    assertEventually(connections::get, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "product, /products/1/x 1000",
    "site, /site/?t%5B0%5D=250 null",
  })
  void request_isOneThatTheRouteServes(String route, String expected) {
    spikes.start(parameters("rate=10&seconds=1&route=" + route));

    assertEnds();
    assertThat(received).hasSize(10).containsOnly(expected);
  }

  @ParameterizedTest
  @CsvSource({"200, true", "299, true", "300, false", "503, false"})
  void answers_areCounted(int answered, boolean isSuccess) {
    status = answered;

    spikes.start(parameters("rate=100&seconds=60"));

    String counted = isSuccess ? "succeeded" : "failed";
    assertEventually(() -> state().getInteger(counted) >= 3, true);
    JsonObject json = state();
    assertThat(json.getInteger(isSuccess ? "failed" : "succeeded")).isZero();
    assertThat(json.getInteger("sent")).isGreaterThanOrEqualTo(json.getInteger(counted));
    assertThat(json.getLong("secondsLeft")).isBetween(1L, 60L);
  }

  @Test
  void end_closesItsConnectionsAtOnce() throws Exception {
    status = NEVER;
    spikes.start(parameters("rate=100&seconds=60"));
    assertEventually(() -> connections.get() >= 5, true);

    spikes.end().await(10, TimeUnit.SECONDS);

    assertThat(spikes.json()).isNull();
    assertEventually(connections::get, 0);
    assertThat(received.size()).isLessThan(60 * 100);
  }

  @Test
  void anotherSpike_takesThePlaceOfTheFirst() {
    spikes.start(parameters("rate=100&seconds=60"));
    assertEventually(() -> received.size() >= 5, true);

    spikes.start(parameters("rate=100&seconds=60&route=product"));

    assertEventually(() -> count("/products") >= 5, true);
    int ofTheFirst = count("/smart");
    assertEventually(() -> count("/products") >= 25, true);
    assertThat(count("/smart")).isEqualTo(ofTheFirst);
    assertThat(state().getString("route")).isEqualTo("product");
  }

  @Test
  void rateOfZero_endsTheSpike() {
    spikes.start(parameters("rate=100&seconds=60"));
    spikes.start(parameters("rate=0"));

    assertThat(spikes.json()).isNull();
    assertEventually(connections::get, 0);
  }

  @Test
  void routeThatNoLongerAsksTheSimulator_endsTheSpike() {
    spikes.start(parameters("rate=100&seconds=60"));
    assertEventually(() -> received.isEmpty(), false);

    routes =
        routes(
            """
            upstreams: {real: {url: "http://127.0.0.1:1"}}
            routes: {smart: {path: /smart, upstream: real}}
            """);

    assertEnds();
  }

  @Test
  void apiThatDoesNotAnswer_getsAThousandRequests() {
    status = NEVER;

    spikes.start(parameters("rate=2000&seconds=1"));

    assertEnds();
    assertThat(received).hasSize(1000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate=2001 | rate: 2001 (expected: a whole number from 0 to 2000)",
        "rate=-1 | rate: -1 (expected: a whole number from 0 to 2000)",
        "seconds=0 | seconds: 0 (expected: a whole number from 1 to 60)",
        "seconds=61 | seconds: 61 (expected: a whole number from 1 to 60)",
        "route=real | route: real (expected: one that asks the simulated upstream: smart, product,"
            + " site)",
        "route=head | route: head (expected: one that asks the simulated upstream: smart, product,"
            + " site)",
        "url=x | url: unknown (expected: some of rate, route, seconds)"
      })
  void invalidValue_isRefused_andChangesNothing(String query, String message) {
    spikes.start(parameters("rate=1&seconds=60"));

    assertThatThrownBy(() -> spikes.start(parameters(query))).hasMessage(message);

    assertThat(state().getInteger("perSecond")).isEqualTo(1);
  }

  @Test
  void routes_areThoseThatAskTheSimulator() {
    assertThat(spikes.routesJson()).isEqualTo(new JsonArray(List.of("smart", "product", "site")));
  }

  private void answer(HttpServerRequest request) {
    received.add(request.uri() + " " + request.getHeader("wait-ms"));
    if (status != NEVER) {
      request.response().setStatusCode(status).end("{}");
    }
  }

  private void assertEnds() {
    assertEventually(() -> spikes.json() == null, true);
  }

  private JsonObject state() {
    JsonObject json = spikes.json();
    assertThat(json).isNotNull();
    return json == null ? new JsonObject() : json;
  }

  private int count(String path) {
    return Collections.frequency(
        received.stream().map(request -> request.startsWith(path)).toList(), true);
  }

  private static Parameters parameters(String query) {
    MultiMap values = MultiMap.caseInsensitiveMultiMap();
    for (String parameter : query.split("&", -1)) {
      String[] nameAndValue = parameter.split("=", 2);
      values.add(nameAndValue[0], nameAndValue[1]);
    }
    return new Parameters(values);
  }

  private static Routes routes(String yaml) {
    try {
      EffectiveSettings effective = EffectiveSettings.load(Map.of(), Map.of(), null);
      return RoutesFile.parse("routes.yaml", yaml.getBytes(UTF_8), effective);
    } catch (InvalidRoutes | InvalidSettings e) {
      throw new AssertionError(e);
    }
  }
}
