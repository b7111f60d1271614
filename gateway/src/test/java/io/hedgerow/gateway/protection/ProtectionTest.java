package io.hedgerow.gateway.protection;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rejected at the edge of each limit; a rejection does not affect other requests. */
final class ProtectionTest {
  @RegisterExtension
  static final RunningGateway TWO_REQUESTS =
      RunningGateway.start("request.in-flight-max=2", "smart.hedge-delay=10m");

  @RegisterExtension
  static final RunningGateway FIVE_ATTEMPTS =
      RunningGateway.start(
          "upstream.limit=fixed", "upstream.limit-max=5", "smart.hedge-delay=50ms");

  @RegisterExtension
  static final RunningGateway TWO_HEDGES =
      RunningGateway.start(
          "hedge.budget=0.5", "hedge.burst=2", "hedge.in-flight-max=2", "smart.hedge-delay=50ms");

  @RegisterExtension
  static final RunningGateway ONE_REQUEST =
      RunningGateway.start("request.in-flight-max=1", "event-loops=2", "smart.hedge-delay=10m");

  @RegisterExtension
  static final RunningGateway FOUR_REQUESTS =
      RunningGateway.start("request.in-flight-max=4", "event-loops=2", "smart.hedge-delay=10m");

  @Test
  void maximumOfOne_onTwoEventLoops_admitsOneRequest() throws Exception {
    ONE_REQUEST.always("hang@0ms");
    List<RawCaller> callers = new ArrayList<>();
    try {
      // Connections are distributed over the event loops, so both have some.
      for (int i = 0; i < 16; i++) {
        callers.add(ONE_REQUEST.newCaller());
      }
      callers.getFirst().get("/api/smart?timeout=30000");
      assertEventually(() -> ONE_REQUEST.gateway().load().admission().requests(), 1);

      for (RawCaller caller : callers.subList(1, 16)) {
        caller.get("/api/smart?timeout=30000").read().assertProblem(503, "overloaded");
      }
    } finally {
      for (RawCaller caller : callers) {
        caller.close();
      }
    }
  }

  @Test
  void maximumOfFour_onTwoEventLoops_isFreeForOneHttp2Connection() throws Exception {
    FOUR_REQUESTS.always("hang@0ms");
    try (RawHttp2Caller caller = new RawHttp2Caller(FOUR_REQUESTS.gateway().port())) {
      for (int stream = 1; stream <= 9; stream += 2) {
        caller.get(stream, "/api/smart");
      }

      Http2Frame refusal = caller.readFrame(Http2Frame.DATA);

      assertThat(refusal.stream()).isEqualTo(9);
      assertThat(refusal.payload().toString()).contains("overloaded");
      assertThat(FOUR_REQUESTS.gateway().load().admission().requests()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "first", "smart"})
  void request_beyondTheLimit_isRefusedAtOnceAndCostsNothingUpstream(String endpoint)
      throws Exception {
    TWO_REQUESTS.always("hang@0ms");
    try (RawCaller first = TWO_REQUESTS.newCaller();
        RawCaller second = TWO_REQUESTS.newCaller()) {
      first.get("/api/smart?timeout=30000");
      second.get("/api/smart?timeout=30000");
      assertEventually(() -> TWO_REQUESTS.gateway().load().admission().requests(), 2);

      RawResponse refused = TWO_REQUESTS.get("/api/" + endpoint + "?timeout=30000");

      refused.assertProblem(503, "overloaded");
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(TWO_REQUESTS.gateway().load().admission().requests()).isEqualTo(2);
    }
    TWO_REQUESTS.assertUpstream(2, 0, 2);
  }

  @Test
  void withinTimeout_beyondTheLimit_isNothingAndSaysWhy() throws Exception {
    TWO_REQUESTS.always("hang@0ms");
    try (RawCaller first = TWO_REQUESTS.newCaller();
        RawCaller second = TWO_REQUESTS.newCaller()) {
      first.get("/api/smart?timeout=30000");
      second.get("/api/smart?timeout=30000");
      assertEventually(() -> TWO_REQUESTS.gateway().load().admission().requests(), 2);

      RawResponse degraded = TWO_REQUESTS.get("/api/within-timeout?timeout=30000");

      degraded.assertOk("[]");
      assertThat(degraded.headers()).containsEntry("hedgerow-degraded", "overloaded");
    }
  }

  @Test
  void request_atTheLimit_isLetInAgainWhenAnotherEnds() throws Exception {
    TWO_REQUESTS.always("hang@0ms");
    try (RawCaller first = TWO_REQUESTS.newCaller()) {
      first.get("/api/smart?timeout=30000");
      assertEventually(() -> TWO_REQUESTS.counts().working(), 1L);
      TWO_REQUESTS.always("ok@0ms");

      for (int i = 0; i < 3; i++) {
        TWO_REQUESTS.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");
      }
    }
  }

  @Test
  void upstreamLimit_withoutPlacesForAll_refusesTheRequest() throws Exception {
    FIVE_ATTEMPTS.always("hang@0ms");
    MetricsScrape before = MetricsScrape.of(FIVE_ATTEMPTS.gateway());
    try (RawCaller first = FIVE_ATTEMPTS.newCaller()) {
      first.get("/api/all?timeout=30000");
      assertEventually(() -> FIVE_ATTEMPTS.gateway().load().admission().attempts(), 3);

      FIVE_ATTEMPTS.get("/api/first?timeout=30000").assertProblem(503, "overloaded");

      assertThat(FIVE_ATTEMPTS.gateway().load().admission().attempts()).isEqualTo(3);
    }
    FIVE_ATTEMPTS.assertAtRest();
    FIVE_ATTEMPTS.assertUpstream(3, 0, 3);
    assertThat(
            MetricsScrape.of(FIVE_ATTEMPTS.gateway())
                .grownSince(before, "hedgerow_requests_shed_total"))
        .containsOnly(entry("hedgerow_requests_shed_total{reason=\"upstream-limit\"}", 1.0));
  }

  @Test
  void upstreamLimit_withOnePlaceLeft_launchesOneHedgeAndWaitsForNoOther() throws Exception {
    FIVE_ATTEMPTS.always("hang@0ms");
    try (RawCaller first = FIVE_ATTEMPTS.newCaller()) {
      first.get("/api/all?timeout=30000");
      assertEventually(() -> FIVE_ATTEMPTS.counts().working(), 3L);
      FIVE_ATTEMPTS.always("status:500@0ms");

      RawResponse failed = FIVE_ATTEMPTS.get("/api/smart?timeout=30000");

      failed.assertProblem(503, "upstream-failed");
      assertThat(failed.attempts()).containsExactly("1 bad-status 500", "2 bad-status 500");
    }
  }

  @Test
  void hedgeBudget_usedUp_letsThePrimaryGoOn() throws Exception {
    MetricsScrape before = MetricsScrape.of(TWO_HEDGES.gateway());
    useUpTheBudget();
    TWO_HEDGES.script("ok@150ms");

    RawResponse answer = TWO_HEDGES.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 150}");
    assertThat(answer.timings()).containsExactly("1 succeeded");
    assertThat(answer.header("server-timing"))
        .contains(", hedges-withheld;desc=\"hedge-budget\";count=");
    TWO_HEDGES.assertAtRest();
    assertThat(
            MetricsScrape.of(TWO_HEDGES.gateway())
                .grownSince(before, "hedgerow_hedges_withheld_total"))
        .containsOnlyKeys("hedgerow_hedges_withheld_total{reason=\"hedge-budget\"}");
  }

  /** gRPC made a failure after 4 ms an answer after 15 s: grpc-java #7222. */
  @Test
  void hedgeBudget_usedUpAndThePrimaryFails_failsAtOnce() throws Exception {
    useUpTheBudget();
    TWO_HEDGES.script("status:500@0ms");

    RawResponse failed = TWO_HEDGES.get("/api/smart?timeout=30000");

    JsonObject problem = failed.assertProblem(503, "upstream-failed");
    assertThat(failed.attempts()).containsExactly("1 bad-status 500");
    assertThat(problem.getJsonObject("hedgesWithheld"))
        .isEqualTo(new JsonObject().put("count", 2).put("reason", "hedge-budget"));
  }

  @Test
  void hedgeBudget_isEarnedBySuccesses() throws Exception {
    useUpTheBudget();
    TWO_HEDGES.always("ok@0ms");
    for (int i = 0; i < 4; i++) {
      TWO_HEDGES.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");
    }
    TWO_HEDGES.script("status:500@0ms", "ok@0ms", "ok@0ms");

    TWO_HEDGES.get("/api/smart?timeout=30000&envelope=false").assertOk("{\"time\": 0}");
  }

  @Test
  void hedgeBudget_isNotEarnedByEmptyAnswers() throws Exception {
    useUpTheBudget();
    TWO_HEDGES.always("status:500@0ms");
    for (int i = 0; i < 4; i++) {
      TWO_HEDGES.get("/api/within-timeout?timeout=30000").assertOk("[]");
    }
    TWO_HEDGES.script("status:500@0ms", "ok@0ms", "ok@0ms");

    RawResponse answer = TWO_HEDGES.get("/api/smart?timeout=30000");

    answer.assertProblem(503, "upstream-failed");
    assertThat(answer.attempts()).containsExactly("1 bad-status 500");
  }

  /** Failures earn nothing, so no hedge is left at the end. */
  private static void useUpTheBudget() throws IOException {
    TWO_HEDGES.always("status:500@0ms");
    RawResponse last;
    do {
      last = TWO_HEDGES.get("/api/smart?timeout=30000");
      last.assertProblem(503, "upstream-failed");
    } while (last.attempts().size() > 1);
    TWO_HEDGES.simulator().clear();
  }
}
