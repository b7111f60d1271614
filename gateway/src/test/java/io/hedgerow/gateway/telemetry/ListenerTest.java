package io.hedgerow.gateway.telemetry;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The events that listeners receive for a request. After every test of a {@link RunningGateway},
 * including those of every fault at every endpoint, it checks that each start has one end.
 */
final class ListenerTest {
  @RegisterExtension
  static final RunningGateway GATEWAY = RunningGateway.start("smart.hedge-delay=250ms");

  @Test
  void first_oneSucceeds_othersAreCancelledBeforeTheEnd() throws Exception {
    GATEWAY.script("ok@0ms", "hang@0ms", "hang@0ms");

    GATEWAY.get("/api/first?timeout=30000").assertOk("{\"time\": 0}");

    List<String> told = theOnlyOne();
    assertThat(told)
        .startsWith(
            "first", "1 started RACE_STARTED", "2 started RACE_STARTED", "3 started RACE_STARTED")
        .endsWith("200 succeeded")
        .hasSize(8);
    assertThat(told.subList(4, 7)).filteredOn(e -> e.endsWith(" succeeded")).hasSize(1);
    assertThat(told.subList(4, 7)).filteredOn(e -> e.endsWith(" cancelled")).hasSize(2);
    EndedRequest ended = GATEWAY.listener().ended().getFirst();
    assertThat(told).contains(ended.winner() + " succeeded");
    assertThat(ended.timeoutNanos()).isEqualTo(30_000_000_000L);
    assertThat(ended.headroomNanos()).isBetween(0L, 30_000_000_000L);
  }

  @Test
  void smart_slowThenFailing_tellsWhyHedgesWereLaunched() throws Exception {
    GATEWAY.script("hang@0ms", "status:500@0ms", "status:500@0ms");

    GATEWAY.get("/api/smart?timeout=1000").assertProblem(503, "deadline");

    assertThat(theOnlyOne())
        .startsWith(
            "smart",
            "1 started RACE_STARTED",
            "2 started HEDGE_DELAY_PASSED",
            "3 started HEDGE_DELAY_PASSED")
        .contains("2 bad-status", "3 bad-status")
        .endsWith("1 timed-out", "503 deadline");
  }

  @Test
  void smart_firstFails_hedgesAreLaunchedForIt() throws Exception {
    GATEWAY.script("status:500@0ms", "status:500@0ms", "status:500@0ms");

    GATEWAY.get("/api/smart?timeout=30000").assertProblem(503, "upstream-failed");

    assertThat(theOnlyOne())
        .startsWith(
            "smart",
            "1 started RACE_STARTED",
            "1 bad-status",
            "2 started ATTEMPT_FAILED",
            "3 started ATTEMPT_FAILED")
        .endsWith("503 upstream-failed")
        .hasSize(8);
  }

  @Test
  void withinTimeout_nothingCame_isEmpty() throws Exception {
    GATEWAY.always("hang@0ms");

    GATEWAY.get("/api/within-timeout?timeout=1000").assertOk("[]");

    assertThat(theOnlyOne()).contains("1 timed-out", "2 timed-out").endsWith("200 empty");
  }

  @Test
  void caller_leaves_isTheVerdict() throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/all?timeout=30000");
      assertEventually(() -> GATEWAY.gateway().load().upstream().exchanges(), 3);
    }

    assertThat(theOnlyOne()).endsWith("1 cancelled", "2 cancelled", "3 cancelled", "0 caller-left");
  }

  @Test
  void request_thatHasNoRace_startsAndEnds() throws Exception {
    GATEWAY.get("/api/all?timeout=0").assertProblem(400, "bad-parameter");
    GATEWAY.get("/nothing").assertProblem(404, "not-found");
    GATEWAY.get("/problems");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("POST /api/all?timeout=1 HTTP/1.1\r\nHost: h\r\n\r\n");
      caller.read().assertProblem(405, "method-not-allowed");
    }
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET /api/all?timeout=1 HTTP/1.1\r\nHost : h\r\n\r\n");
      caller.read().assertProblem(400, "malformed-request");
    }

    GATEWAY.assertAtRest();
    assertThat(GATEWAY.listener().events())
        .containsExactly(
            List.of("all", "400 bad-parameter"),
            List.of("none", "404 not-found"),
            List.of("none", "200 succeeded"),
            List.of("all", "405 method-not-allowed"),
            List.of("none", "400 malformed-request"));
  }

  private static List<String> theOnlyOne() {
    GATEWAY.assertAtRest();
    assertThat(GATEWAY.listener().events()).hasSize(1);
    return GATEWAY.listener().events().getFirst();
  }
}
