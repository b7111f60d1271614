package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing lets requests in flight end, takes no new ones and leaves nothing. */
class ShutdownTest {
  private RunningGateway running;

  @BeforeEach
  void start() {
    running = RunningGateway.start("event-loops=2");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void close_requestInFlight_isAnswered() throws Exception {
    running.always("ok@700ms");
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/all?timeout=30000");
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      caller.read().assertOk("[{\"time\": 700}, {\"time\": 700}, {\"time\": 700}]");
      closed.get(20, TimeUnit.SECONDS);
      assertThat(caller.readToEnd()).isEmpty();
    }
    assertNothingIsLeft();
  }

  @Test
  void close_upstreamHangs_theRequestInFlightEndsAtItsDeadline() throws Exception {
    running.always("hang@0ms");
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/all?timeout=1000");
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      caller.read().assertProblem(503, "deadline");
      closed.get(20, TimeUnit.SECONDS);
    }
    running.assertUpstream(3, 0, 3);
    assertNothingIsLeft();
  }

  @Test
  void close_requestWaitsOnTheSameConnection_isRefused() throws Exception {
    running.script("ok@700ms", "hang@0ms", "hang@0ms");
    try (RawCaller caller = running.newCaller()) {
      String head = RawCaller.head("GET", "/api/first?timeout=30000");
      caller.send(head + head);
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      caller.read().assertOk("{\"time\": 700}");
      RawResponse second = caller.read();
      second.assertProblem(503, "shutting-down");
      assertThat(second.header("retry-after")).isEqualTo("1");
      assertThat(second.header("connection")).isEqualTo("close");
      closed.get(20, TimeUnit.SECONDS);
    }
    running.assertUpstream(3, 1, 2);
    assertNothingIsLeft();
  }

  @Test
  void close_withinTimeoutWaitsOnTheSameConnection_isAnsweredWithNothing() throws Exception {
    running.script("ok@700ms", "hang@0ms", "hang@0ms");
    try (RawCaller caller = running.newCaller()) {
      caller.send(
          RawCaller.head("GET", "/api/first?timeout=30000")
              + RawCaller.head("GET", "/api/within-timeout?timeout=30000"));
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      caller.read().assertOk("{\"time\": 700}");
      RawResponse second = caller.read();
      assertThat(second.status()).isEqualTo(200);
      assertThat(second.body()).isEqualTo("[]");
      assertThat(second.header("hedgerow-degraded")).isEqualTo("shutting-down");
      closed.get(20, TimeUnit.SECONDS);
    }
    assertNothingIsLeft();
  }

  @Test
  void close_requestInFlight_takesNoNewConnections() throws Exception {
    running.always("ok@3600000ms");
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/all?timeout=3000");
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      assertEventually(this::canConnect, false);
      assertThat(closed).isNotDone();
      caller.read().assertProblem(503, "deadline");
      closed.get(20, TimeUnit.SECONDS);
    }
    assertNothingIsLeft();
  }

  @Test
  void close_idleConnections_areClosedAtOnce() throws Exception {
    running.always("ok@0ms");
    try (RawCaller used = running.newCaller();
        RawCaller fresh = running.newCaller()) {
      used.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");

      close().get(20, TimeUnit.SECONDS);

      assertThat(used.readToEnd()).isEmpty();
      assertThat(fresh.readToEnd()).isEmpty();
    }
    assertNothingIsLeft();
  }

  @Test
  void close_again_doesNothing() {
    running.gateway().close();
    running.gateway().close();
  }

  private CompletableFuture<Void> close() {
    return CompletableFuture.runAsync(running.gateway()::close);
  }

  private boolean canConnect() {
    try {
      running.newCaller().close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void assertNothingIsLeft() {
    assertThat(canConnect()).isFalse();
    assertEventually(() -> running.simulator().counts().working(), 0L);
    assertEventually(() -> running.simulator().connections(), 0);
  }
}
