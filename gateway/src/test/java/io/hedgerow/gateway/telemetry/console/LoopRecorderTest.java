package io.hedgerow.gateway.telemetry.console;

import static io.hedgerow.gateway.telemetry.console.ReportedRace.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LoopRecorderTest {
  private final LoopRecorder recorder = new LoopRecorder(1);
  private long startNanos;

  @Test
  void take_afterAHedgeWon_isAllThatHappened() {
    smart().pass(300).succeed(2, 400).end(401);

    assertThat(point("smart"))
        .isEqualTo(
            new JsonObject(
                """
                {"requests":{"count":1,"verdicts":{"succeeded":1},"raced":1,"masked":0,"late":0,
                  "ms":{"p50":394.3,"p95":401.8,"p99":402.5},
                  "headroomMs":{"p50":599.0,"min":599.0}},
                 "attempts":{"count":3,"outcomes":{"succeeded":1,"cancelled":2},
                  "ms":{"p50":null,"p95":null,"p99":null},"perRequest":3.0},
                 "hedges":{"launched":2,"won":1,"withheld":{}}}
                """));
    assertThat(recorder.take(Map.of()).routes()).isEmpty();
  }

  @Test
  void masked_isARequestWhoseFirstAttemptFailed_unlessItFailedAsWell() {
    smart().fail(1, 10).succeed(3, 100).end(101);
    smart().fail(1, 10).fail(2, 20).fail(3, 30).end(31);
    smart().pass(300).fail(2, 310).succeed(1, 320).end(321);

    JsonObject point = point("smart");
    assertThat(point.getJsonObject("requests").getInteger("masked")).isEqualTo(1);
    assertThat(point.getJsonObject("hedges"))
        .isEqualTo(new JsonObject("{\"launched\":6,\"won\":1,\"withheld\":{}}"));
  }

  @Test
  void late_isAnAnswerAfterTheTimeout() {
    smart().pass(300).pass(997).end(1000);
    smart().pass(300).pass(997).end(1001);

    JsonObject requests = point("smart").getJsonObject("requests");
    assertThat(requests.getInteger("late")).isEqualTo(1);
    assertThat(requests.getJsonObject("headroomMs").getDouble("min")).isEqualTo(-1.0);
  }

  @Test
  void withheldHedges_areCountedByReasonAndShownInTheRace() {
    ReportedRace race = smart();
    race.listener().onHedgesWithheld(2, ShedReason.HEDGE_BUDGET);
    race.succeed(1, 400).end(401);

    assertThat(only(RaceClass.FAST).withheld()).isEqualTo(new KeptRace.Withheld(2, "hedge-budget"));
    assertThat(point("smart").getJsonObject("hedges").getJsonObject("withheld"))
        .isEqualTo(new JsonObject("{\"hedge-budget\":2}"));
  }

  @Test
  void requestWithoutARace_isCountedOnly() {
    recorder
        .onRequestStarted(ArrivedRequest.of("smart"))
        .onRequestEnded(new EndedRequest(RequestVerdict.BAD_PARAMETER, 400, 0, 0, 1, 0, null));
    recorder
        .onRequestStarted(new StartedRequest(null, "GET", "http", "/x", headers(), 0))
        .onRequestEnded(new EndedRequest(RequestVerdict.NOT_FOUND, 404, 0, 0, 1, 0, null));

    assertThat(recorder.races(0).kept()).isEmpty();
    LoopSecond second = recorder.take(Map.of());
    assertThat(second.routes().keySet()).containsExactlyInAnyOrder("smart", "none");
  }

  @Test
  void requestThatJoinsARace_isKeptWithoutAttempts() {
    RequestListener request = recorder.onRequestStarted(ArrivedRequest.of("smart"));
    request.onRaceJoined();
    request.onRequestEnded(
        new EndedRequest(RequestVerdict.SUCCEEDED, 200, 2, nanos(1000), nanos(250), 0, null));

    JsonObject json = only(RaceClass.FAST).json(null);
    assertThat(json.getBoolean("isJoined")).isTrue();
    assertThat(json.getDouble("timeoutMs")).isEqualTo(1000.0);
    assertThat(json.getDouble("durationMs")).isEqualTo(250.0);
    assertThat(json.getJsonArray("attempts")).isEmpty();
    JsonObject requests = point("smart").getJsonObject("requests");
    assertThat(requests.getInteger("raced")).isZero();
    assertThat(requests.getJsonObject("ms").getDouble("p50")).isBetween(240.0, 260.0);
  }

  @Test
  void race_isInTheMostInterestingClassThatFits() {
    recorder.onRequestStarted(ArrivedRequest.of("smart")).onRequestEnded(refused());
    recorder.take(Map.of("smart", new Quantiles(nanos(200), nanos(400))));

    smart().succeed(1, 199).end(200);
    smart().succeed(1, 200).end(201);
    smart().pass(300).succeed(1, 400).end(401);
    smart().pass(300).succeed(2, 500).end(501);
    smart().answerFinally(1, 100).end(101);
    smart().pass(300).succeed(2, 986).end(988);
    smart().fail(1, 1).fail(2, 2).fail(3, 3).end(4);

    assertThat(recorder.races(0).kept().stream().map(KeptRace::raceClass))
        .containsExactlyInAnyOrder(
            RaceClass.FAST,
            RaceClass.MEDIAN_TO_P95,
            RaceClass.BEYOND_P95,
            RaceClass.HEDGE_WON,
            RaceClass.FINAL,
            RaceClass.NEAR_DEADLINE,
            RaceClass.FAILED);
  }

  @Test
  void dullRaces_pushOutNoInterestingOne() {
    smart().fail(1, 1).fail(2, 2).fail(3, 3).end(4);
    for (int i = 0; i < 100; i++) {
      startNanos += nanos(2000);
      smart().succeed(1, 10).end(11);
    }

    LoopRaces races = recorder.races(startNanos);
    assertThat(races.counts())
        .isEqualTo(Map.of("smart", Map.of(RaceClass.FAILED, 1L, RaceClass.FAST, 100L)));
    assertThat(races.kept()).hasSize(1 + KeptRaces.KEPT_MAX);
    assertThat(races.kept().stream().map(KeptRace::id)).contains("1-1", "1-101", "1-94");
  }

  @Test
  void fullClass_takesARaceInASecondAtMost() {
    for (int i = 0; i < 100; i++) {
      startNanos += nanos(100);
      smart().succeed(1, 10).end(11);
    }

    assertThat(recorder.races(startNanos).kept().stream().map(KeptRace::id).toList())
        .startsWith("1-98", "1-88", "1-78");
  }

  @Test
  void runningRaces_areThoseThatRunLongest() {
    ReportedRace oldest = smart();
    List<ReportedRace> others = List.of(smart(), smart(), smart(), smart(), smart(), smart());
    ReportedRace second = smart();
    smart();
    smart();
    others.get(3).succeed(1, 5).end(6);
    second.succeed(1, 5).end(6);
    oldest.pass(300);

    List<KeptRace> running =
        recorder.races(nanos(350)).kept().stream()
            .filter(race -> race.raceClass() == RaceClass.RUNNING)
            .toList();
    assertThat(running.stream().map(KeptRace::id))
        .containsExactly("1-1", "1-2", "1-3", "1-4", "1-6", "1-7", "1-9", "1-10");
    assertThat(Objects.requireNonNull(recorder.races(0).counts().get("smart")))
        .containsEntry(RaceClass.RUNNING, 8L);
    JsonObject json = running.getFirst().json(null);
    assertThat(json.getString("verdict")).isNull();
    assertThat(json.getInteger("winner")).isZero();
    assertThat(json.getJsonArray("attempts")).hasSize(3);
    assertThat(json.getJsonArray("attempts").getJsonObject(2).getDouble("endMs")).isNull();
  }

  @Test
  void keptRace_containsNoValueOfTheCaller() {
    MultiMap headers = headers().add("authorization", "secret").add("X-Key", "secret");
    new ReportedRace(recorder, ArrivedRequest.of("smart", "GET", headers, 0))
        .fail(1, 50)
        .succeed(3, 70)
        .end(71);

    JsonObject json = only(RaceClass.HEDGE_WON).json("http://zipkin.test/zipkin/traces/");
    assertThat(json.encode()).doesNotContain("secret");
    json.remove("at");
    assertThat(json)
        .isEqualTo(
            new JsonObject(
                """
                {"id":"1-1","route":"smart","class":"hedge-won","method":"GET",
                 "path":"/api/smart","headers":["X-Key","authorization"],
                 "timeoutMs":1000.0,"deadlineMs":997.0,"isJoined":false,"hedgeMs":300.0,
                 "verdict":"succeeded","status":200,"durationMs":71.0,"winner":3,"isMasked":true,
                 "withheld":null,"traceId":"abc","traceUrl":"http://zipkin.test/zipkin/traces/abc",
                 "attempts":[
                  {"number":1,"role":"primary","reason":"race-started","startMs":0.0,"endMs":50.0,
                   "outcome":"bad-status","detail":"status 503","status":503,"replica":"cat-1:80"},
                  {"number":2,"role":"hedge","reason":"attempt-failed","startMs":50.0,"endMs":70.0,
                   "outcome":"cancelled","detail":"superseded","status":null,"replica":"cat-2:80"},
                  {"number":3,"role":"hedge","reason":"attempt-failed","startMs":50.0,"endMs":70.0,
                   "outcome":"succeeded","detail":null,"status":200,"replica":"cat-3:80"}]}
                """));
  }

  @Test
  void shedAndLoopDelay_areOfOneSecond() {
    recorder.onShed(ShedReason.LOOP_DELAY);
    recorder.onShed(ShedReason.LOOP_DELAY);
    recorder.onLoopDelay(5);
    recorder.onLoopDelay(3);

    LoopSecond second = recorder.take(Map.of());
    assertThat(second.shed().json()).isEqualTo(new JsonObject("{\"loop-delay\":2}"));
    assertThat(second.loopDelayMaxNanos()).isEqualTo(5);
    LoopSecond next = recorder.take(Map.of());
    assertThat(next.shed().sum()).isZero();
    assertThat(next.loopDelayMaxNanos()).isZero();
  }

  @Test
  void routesThatAreGone_areForgotten() {
    smart().succeed(1, 10).end(11);

    recorder.retainRoutes(Set.of("all"));

    assertThat(recorder.take(Map.of()).routes()).isEmpty();
    assertThat(recorder.races(0).kept()).isEmpty();
  }

  @Test
  void expectedRace_isHandedOverOnce_alsoIfItIsNotKept() {
    List<@Nullable KeptRace> handedOver = new ArrayList<>();
    recorder.expect("m1", handedOver::add);
    recorder.expect("m2", handedOver::add);
    for (int i = 0; i < 2 * KeptRaces.KEPT_MAX; i++) {
      smart().succeed(1, 10).end(11);
    }
    assertThat(handedOver).isEmpty();

    marked("m1").succeed(1, 10).end(11);
    marked("m1").succeed(1, 10).end(11);
    recorder.forget("m2");
    marked("m2").succeed(1, 10).end(11);

    assertThat(handedOver)
        .extracting(race -> race == null ? "" : race.id())
        .containsExactly("1-17");
  }

  @Test
  void expectedRequest_withoutARace_handsOverNull() {
    List<@Nullable KeptRace> handedOver = new ArrayList<>();
    recorder.expect("m1", handedOver::add);
    MultiMap headers = headers().add("Hedgerow-Try", "m1");

    recorder
        .onRequestStarted(ArrivedRequest.of("smart", "GET", headers, 0))
        .onRequestEnded(refused());

    assertThat(handedOver).containsOnlyNulls();
  }

  private ReportedRace marked(String mark) {
    MultiMap headers = headers().add("Hedgerow-Try", mark);
    return new ReportedRace(recorder, ArrivedRequest.of("smart", "GET", headers, startNanos));
  }

  private ReportedRace smart() {
    return new ReportedRace(recorder, ArrivedRequest.of("smart", "GET", headers(), startNanos));
  }

  private static MultiMap headers() {
    return MultiMap.caseInsensitiveMultiMap();
  }

  private static EndedRequest refused() {
    return new EndedRequest(RequestVerdict.OVERLOADED, 503, 0, 0, 1, 0, null);
  }

  private JsonObject point(String route) {
    Tally tally = Objects.requireNonNull(recorder.take(Map.of()).routes().get(route));
    return tally.point(tally);
  }

  private KeptRace only(RaceClass raceClass) {
    List<KeptRace> kept = recorder.races(0).kept();
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().raceClass()).isEqualTo(raceClass);
    return kept.getFirst();
  }
}
