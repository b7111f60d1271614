package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a caller hangs up, all its work is cancelled. For HTTP/2 see {@code Http2Test}. */
final class CallerLeavesTest {
  enum Leaving {
    CLOSE,
    RESET
  }

  @RegisterExtension
  static final RunningGateway GATEWAY = RunningGateway.start("smart.hedge-delay=1s");

  @ParameterizedTest
  @CsvSource({
    "all, CLOSE, hang", "first, CLOSE, stall", "within-timeout, CLOSE, hang",
    "all, RESET, stall", "first, RESET, hang", "within-timeout, RESET, stall"
  })
  void caller_leaves_everyAttemptIsCancelledOnTheWire(
      String endpoint, Leaving leaving, String fault) throws Exception {
    GATEWAY.always(fault + "@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/" + endpoint + "?timeout=60000");
      assertEventually(() -> GATEWAY.counts().working(), 3L);

      leave(caller, leaving);

      GATEWAY.assertUpstream(3, 0, 3);
      GATEWAY.assertAtRest();
    }
  }

  @ParameterizedTest
  @CsvSource({"CLOSE", "RESET"})
  void caller_leavesSmartBeforeTheHedges_noneIsLaunched(Leaving leaving) throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/smart?timeout=60000");
      assertEventually(() -> GATEWAY.counts().working(), 1L);

      leave(caller, leaving);

      // No timer is armed any more, so no hedge can be launched later either.
      GATEWAY.assertAtRest();
      GATEWAY.assertUpstream(1, 0, 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"CLOSE", "RESET"})
  void caller_leavesSmartAfterTheHedges_allAreCancelled(Leaving leaving) throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/smart?timeout=60000");
      assertEventually(() -> GATEWAY.counts().working(), 3L);

      leave(caller, leaving);

      GATEWAY.assertUpstream(3, 0, 3);
      GATEWAY.assertAtRest();
    }
  }

  @Test
  void caller_leavesAfterSomeAttemptsEnded_theRestIsCancelled() throws Exception {
    GATEWAY.script("ok@0ms", "hang@0ms", "status:503@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get("/api/all?timeout=60000");
      assertEventually(() -> GATEWAY.counts().finished(), 2L);
      assertEventually(() -> GATEWAY.counts().working(), 1L);

      leave(caller, Leaving.CLOSE);

      GATEWAY.assertUpstream(3, 2, 1);
    }
  }

  @Test
  void caller_leavesWithPipelinedRequests_theyAreNotStarted() throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      String head = RawCaller.head("GET", "/api/all?timeout=60000");
      caller.send(head + head + head);
      assertEventually(() -> GATEWAY.counts().working(), 3L);

      leave(caller, Leaving.CLOSE);

      GATEWAY.assertUpstream(3, 0, 3);
      GATEWAY.assertAtRest();
    }
  }

  @Test
  void caller_leavesInsideTheHead_othersAreServed() throws Exception {
    GATEWAY.always("ok@0ms");
    try (RawCaller leaving = GATEWAY.newCaller();
        RawCaller staying = GATEWAY.newCaller()) {
      leaving.send("GET /api/all?timeout=60000 HTTP/1.1\r\nhost: hed");

      leave(leaving, Leaving.RESET);

      assertThat(staying.get("/api/first?timeout=30000").read().status()).isEqualTo(200);
      GATEWAY.assertAtRest();
    }
  }

  private static void leave(RawCaller caller, Leaving leaving) throws Exception {
    switch (leaving) {
      case CLOSE -> caller.close();
      case RESET -> caller.abort();
    }
  }
}
