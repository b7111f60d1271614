package io.hedgerow.gateway.telemetry.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.AdmissionSnapshot;
import io.hedgerow.gateway.telemetry.CallersSnapshot;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConsoleTest {
  private static final Routes BUILT_IN = Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300));
  private static final LoadSnapshot LOAD =
      LoadSnapshot.ofLoop(
          0,
          new AdmissionSnapshot(31, 0, Double.POSITIVE_INFINITY, 0.5),
          new UpstreamSnapshot(44, 0, 0, 0, 0, WireSnapshot.NONE),
          CallersSnapshot.NONE);

  private final Console console = new Console();
  private final LoopRecorder one = new LoopRecorder(1);
  private final LoopRecorder two = new LoopRecorder(2);
  private Map<String, WireSnapshot> wires = Map.of();
  private long atSeconds;

  @Test
  void point_isTheSumOfAllEventLoops() {
    smart(one).succeed(1, 100).end(101);
    smart(two).succeed(1, 200).end(201);
    new ReportedRace(two, ArrivedRequest.of("first")).succeed(3, 50).end(51);
    one.onShed(ShedReason.LOOP_DELAY);
    two.onShed(ShedReason.LOOP_DELAY);
    two.onLoopDelay(2_000_000);

    Console.Second second = second();

    JsonObject all = new JsonObject(second.point(null));
    assertThat(all.getLong("at")).isEqualTo(1);
    assertThat(all.getJsonObject("requests").getInteger("count")).isEqualTo(3);
    assertThat(all.getJsonObject("attempts").getInteger("count")).isEqualTo(5);
    assertThat(all.getJsonObject("load"))
        .isEqualTo(
            new JsonObject(
                """
                {"requests":31,"attempts":44,"attemptsMax":null,"loopDelayMs":2.0,
                 "shedRatio":0.25,"shed":{"loop-delay":2}}
                """));
    assertThat(count(second.point("smart"))).isEqualTo(2);
    assertThat(new JsonObject(second.point("smart")).getJsonObject("load")).isNull();
    assertThat(count(second.point("first"))).isEqualTo(1);
    assertThat(count(second.point("unknown"))).isZero();
  }

  @Test
  void percentiles_areOfTheLastFiveSeconds() {
    smart(one).succeed(1, 100).end(101);

    assertThat(median(second().point("smart"))).isNotNull();
    for (int i = 0; i < 4; i++) {
      Console.Second second = second();
      assertThat(median(second.point("smart"))).isNotNull();
      assertThat(count(second.point("smart"))).isZero();
    }
    assertThat(median(second().point("smart"))).isNull();
  }

  @Test
  void history_isTheLastFiveMinutes() {
    assertThat(console.history(null)).isEqualTo("{\"points\":[]}");
    for (int i = 0; i < 299; i++) {
      second();
    }
    assertThat(ats(null)).hasSize(299).startsWith(1L).endsWith(299L);

    second();
    second();

    assertThat(ats(null)).hasSize(300).startsWith(2L).endsWith(301L);
    assertThat(ats("smart")).isEmpty();
  }

  @Test
  void window_forgetsWhatIsOlderThanFiveMinutes() {
    smart(one).succeed(1, 100).end(101);
    for (int i = 0; i < 270; i++) {
      second();
    }
    assertThat(requests(console.distribution(BUILT_IN.named("smart")))).isEqualTo(1);

    for (int i = 0; i < 31; i++) {
      second();
    }

    assertThat(requests(console.distribution(BUILT_IN.named("smart")))).isZero();
  }

  @Test
  void distribution_ofARoute_hasItsHedgeDelayAndItsTimeouts() {
    smart(one).succeed(1, 100).end(101);
    new ReportedRace(one, ArrivedRequest.of("first")).succeed(1, 100).end(101);
    second();

    JsonObject smart = console.distribution(BUILT_IN.named("smart"));
    assertThat(smart.getString("route")).isEqualTo("smart");
    assertThat(smart.getDouble("hedgeDelayMs")).isEqualTo(300.0);
    assertThat(smart.getJsonObject("timeoutMs"))
        .isEqualTo(new JsonObject("{\"min\":1000.0,\"p50\":1000.0,\"max\":1000.0}"));
    assertThat(smart.getJsonObject("attempts"))
        .isEqualTo(new JsonObject("{\"count\":1,\"points\":[[100.7,1.0]]}"));
    assertThat(console.distribution(BUILT_IN.named("first")).getDouble("hedgeDelayMs")).isNull();
    assertThat(requests(console.distribution(null))).isEqualTo(2);
    assertThat(console.distribution(BUILT_IN.named("all")).getJsonObject("timeoutMs")).isNull();
  }

  @Test
  void quantiles_areThoseOfTheWindow() {
    for (int i = 1; i <= 100; i++) {
      smart(one).succeed(1, i).end(i);
    }
    second();

    Quantiles smart = Objects.requireNonNull(console.quantiles().get("smart"));
    assertThat(smart.medianNanos()).isBetween(49_000_000L, 53_000_000L);
    assertThat(smart.p95Nanos()).isBetween(93_000_000L, 99_000_000L);
  }

  @Test
  void routesThatAreGone_areForgotten() {
    smart(one).succeed(1, 100).end(101);
    second();

    console.onSecond(
        2, new Routes(Map.of(), List.of()), List.of(one.take(Map.of())), LOAD, Map.of());

    assertThat(ats("smart")).isEmpty();
    assertThat(ats(null)).hasSize(2);
  }

  /** The losers of smart, at the default upstream, are reset; those of product are drained. */
  @Test
  void losersDrain_isOfOneUpstream() throws InvalidSettings {
    Route product =
        RouteBuilder.of("product", "/p")
            .upstream("shop")
            .plan(new Plan(3, 0, 0, Plan.Ending.FIRST_SUCCESS))
            .build();
    Routes routes = new Routes(Map.of(), List.of(BUILT_IN.named("smart"), product));
    UpstreamSettings settings =
        EffectiveSettings.load(Map.of(), Map.of(), null).settings().upstream();
    Map<String, UpstreamSettings> upstreams =
        Map.of(Route.DEFAULT_UPSTREAM, settings, "shop", settings);
    StartedRequest atProduct =
        ArrivedRequest.of(
            product,
            "/p",
            UpstreamUrl.parse("http://shop.test/"),
            "GET",
            MultiMap.caseInsensitiveMultiMap(),
            0);
    second(routes);
    for (int i = 0; i < 100; i++) {
      new ReportedRace(one, ArrivedRequest.of("smart")).pass(300).succeed(1, 310).end(311);
      new ReportedRace(one, atProduct).succeed(1, 10).end(11);
    }
    WireSnapshot reset = new WireSnapshot(0, 200, 0, 0, 0, 0, 0, 0);
    WireSnapshot drained = new WireSnapshot(0, 0, 200, 0, 0, 0, 0, 0);
    wires = Map.of(Route.DEFAULT_UPSTREAM, reset, "shop", drained);
    second(routes);

    assertThat(console.advice(routes, upstreams, Map.of()).encode())
        .contains("100 % of the losers at upstream shop are drained")
        .doesNotContain("at upstream default");
  }

  @Test
  void races_ofAllEventLoops_areFilteredAndTheNewestFirst() {
    smart(one).succeed(1, 100).end(101);
    smart(two).fail(1, 1).fail(2, 2).fail(3, 3).end(4);
    new ReportedRace(two, ArrivedRequest.of("first")).succeed(1, 10).end(11);
    List<LoopRaces> loops = List.of(one.races(0), two.races(0));

    JsonObject all = Console.races(loops, null, null, null);
    assertThat(all.getJsonArray("races")).hasSize(3);
    assertThat(all.getJsonArray("classes"))
        .isEqualTo(
            new JsonArray(
                """
                [{"route":"first","class":"fast","count":1,"kept":1},
                 {"route":"smart","class":"failed","count":1,"kept":1},
                 {"route":"smart","class":"fast","count":1,"kept":1}]
                """));
    JsonObject failed = Console.races(loops, "smart", "failed", null);
    assertThat(failed.getJsonArray("races")).hasSize(1);
    assertThat(failed.getJsonArray("races").getJsonObject(0).getString("id")).isEqualTo("2-1");
    assertThat(failed.getJsonArray("classes")).hasSize(3);
    assertThat(Console.races(loops, "none", null, null).getJsonArray("races")).isEmpty();
  }

  private ReportedRace smart(LoopRecorder loop) {
    return new ReportedRace(loop, ArrivedRequest.of("smart"));
  }

  private Console.Second second() {
    return second(BUILT_IN);
  }

  private Console.Second second(Routes routes) {
    Map<String, Quantiles> known = console.quantiles();
    atSeconds++;
    return console.onSecond(
        atSeconds, routes, List.of(one.take(known), two.take(known)), LOAD, wires);
  }

  private List<Long> ats(@Nullable String route) {
    return new JsonObject(console.history(route))
        .getJsonArray("points").stream().map(point -> ((JsonObject) point).getLong("at")).toList();
  }

  private static int count(String point) {
    return new JsonObject(point).getJsonObject("requests").getInteger("count");
  }

  private static @Nullable Double median(String point) {
    return new JsonObject(point).getJsonObject("requests").getJsonObject("ms").getDouble("p50");
  }

  private static int requests(JsonObject distribution) {
    return distribution.getJsonObject("requests").getInteger("count");
  }
}
