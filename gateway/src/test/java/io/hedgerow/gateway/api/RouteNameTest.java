package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers name their route, unless it is built in. */
final class RouteNameTest {
  private static final Route PRODUCT = RouteBuilder.of("product", "/products/{id}").build();

  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start(
          settings ->
              new Routes(
                  Map.of(),
                  Stream.concat(Routes.builtIn(settings).routes().stream(), Stream.of(PRODUCT))
                      .toList()),
          "rate-limit.requests=3",
          "rate-limit.window=60m",
          "rate-limit.caller-header=x-caller",
          "rate-limit.trusted-proxies=127.0.0.1");

  @ParameterizedTest
  @CsvSource({
    "GET, timeout=x, 400, bad-parameter",
    "POST, timeout=1000, 405, method-not-allowed",
    "GET, timeout=30000, 502, upstream-failed",
    "GET, timeout=200, 504, deadline"
  })
  void problem_ofARoute_namesIt(String method, String query, int status, String reason)
      throws IOException {
    GATEWAY.always(reason.equals("deadline") ? "hang@0ms" : "status:500@0ms");

    RawResponse answer = ask(reason, method, "/products/7?" + query);

    answer.assertProblem(status, reason);
    assertThat(new JsonObject(answer.body()).getString("route")).isEqualTo("product");
  }

  @Test
  void problem_overTheQuota_namesItsRoute() throws IOException {
    for (int i = 0; i < 3; i++) {
      ask("quota", "GET", "/products/7?timeout=0");
    }

    RawResponse answer = ask("quota", "GET", "/products/7?timeout=0");

    answer.assertProblem(429, "rate-limited");
    assertThat(new JsonObject(answer.body()).getString("route")).isEqualTo("product");
  }

  @Test
  void problem_withoutARoute_namesNone() throws IOException {
    RawResponse answer = ask("none", "GET", "/products");

    answer.assertProblem(404, "not-found");
    assertThat(new JsonObject(answer.body()).containsKey("route")).isFalse();
  }

  @Test
  void success_ofARoute_namesItInServerTiming() throws IOException {
    GATEWAY.script("ok@0ms", "hang@0ms", "hang@0ms");

    RawResponse answer = ask("success", "GET", "/products/7?timeout=30000");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("server-timing"))
        .startsWith("route;desc=\"product\";timeout=30000, attempt-1;dur=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "smart"})
  void builtInRoute_namesItselfNowhere(String route) throws IOException {
    GATEWAY.always("status:500@0ms");

    RawResponse answer = ask(route, "GET", "/api/" + route + "?timeout=30000");

    answer.assertProblem(503, "upstream-failed");
    assertThat(new JsonObject(answer.body()).containsKey("route")).isFalse();
    assertThat(answer.header("server-timing")).startsWith("attempt-1;dur=");
  }

  /** A route counts as built in if it does the same, even if it comes from a file. */
  @Test
  void isBuiltIn_isDecidedByWhatTheRouteDoes() {
    List<Route> others = Routes.builtIn(new TimeSpan(2000), new TimeSpan(50)).routes();
    assertThat(others).hasSize(4).allMatch(Routes::isBuiltIn);
    Route first =
        RouteBuilder.of("first", "/api/first", "/api/first/")
            .success(others.getFirst().success())
            .finals()
            .statuses(503, 503)
            .build();
    assertThat(Routes.isBuiltIn(first)).isTrue();
    assertThat(Routes.isBuiltIn(PRODUCT)).isFalse();
    assertThat(
            Routes.isBuiltIn(
                RouteBuilder.of("first", "/api/first", "/api/first/")
                    .success(first.success())
                    .finals()
                    .statuses(503, 503)
                    .plan(new Plan(2, 0, 0, Plan.Ending.FIRST_SUCCESS))
                    .build()))
        .isFalse();
  }

  private static RawResponse ask(String caller, String method, String target) throws IOException {
    try (RawCaller raw = GATEWAY.newCaller()) {
      raw.send(
          "%s %s HTTP/1.1\r\nhost: hedgerow\r\nx-caller: %s\r\n\r\n"
              .formatted(method, target, caller));
      return raw.read();
    }
  }
}
