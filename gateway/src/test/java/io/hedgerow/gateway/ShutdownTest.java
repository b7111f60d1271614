package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.testing.Http2Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing lets requests in flight end, accepts no new ones and leaves nothing behind. */
final class ShutdownTest {
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

  /** RFC 9112, section 9.6: no request is answered after an answer with {@code close}. */
  @Test
  void close_pipelinedRequestBehindOneInFlight_isToldByConnectionClose() throws Exception {
    running.script("ok@700ms", "hang@0ms", "hang@0ms");
    try (RawCaller caller = running.newCaller()) {
      String head = RawCaller.head("GET", "/api/first?timeout=30000");
      caller.send(head + head);
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      RawResponse first = caller.read();
      first.assertOk("{\"time\": 700}");
      assertThat(first.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
      closed.get(20, TimeUnit.SECONDS);
    }
    running.assertUpstream(3, 1, 2);
    assertNothingIsLeft();
  }

  /** Each caller sends requests on its connection until an answer closes it. */
  @Test
  void closeWithDelay_keptAliveCallers_loseNoRequest() throws Exception {
    try (RunningGateway leaving = RunningGateway.start("event-loops=2", "shutdown.delay=2s");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      leaving.always("ok@5ms");
      CountDownLatch firstAnswers = new CountDownLatch(40);
      List<Future<RawResponse>> lastAnswers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        lastAnswers.add(threads.submit(() -> lastAnswer(leaving, firstAnswers)));
      }
      assertThat(firstAnswers.await(20, TimeUnit.SECONDS)).isTrue();

      CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving.gateway()::close);

      for (Future<RawResponse> last : lastAnswers) {
        last.get(20, TimeUnit.SECONDS).assertOk("{\"time\": 5}");
      }
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void closeWithDelay_http2Caller_getsGoAwayWithItsNextAnswer() throws Exception {
    try (RunningGateway leaving = RunningGateway.start("shutdown.delay=10s");
        RawHttp2Caller caller = new RawHttp2Caller(leaving.gateway().port())) {
      leaving.always("ok@0ms");
      CompletableFuture<Void> closed = CompletableFuture.runAsync(leaving.gateway()::close);
      assertEventually(() -> closesConnections(leaving), true);

      caller.write(
          Http2Frame.HEADERS,
          Http2Frame.END_HEADERS | Http2Frame.END_STREAM,
          1,
          RawHttp2Caller.get("/api/first"));

      assertThat(caller.readError()).isEqualTo(Http2Frame.NO_ERROR);
      assertThat(closed).isNotDone();
      closed.get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * RFC 9113, section 6.8: GOAWAY names the last stream that is served; later ones are safe to
   * retry.
   */
  @Test
  void close_http2StreamBehindTheGoAway_isNotServed() throws Exception {
    running.always("ok@1500ms");
    try (RawHttp2Caller caller = new RawHttp2Caller(running.gateway().port())) {
      caller.get(1, "/api/first");
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();
      Http2Frame goAway = caller.readFrame(Http2Frame.GOAWAY);
      caller.get(3, "/api/first");

      assertThat(goAway.payload().getInt(0)).isEqualTo(1);
      assertThat(caller.readFrame(Http2Frame.DATA).stream()).isEqualTo(1);
      closed.get(20, TimeUnit.SECONDS);
    }
    assertThat(running.counts().asked()).isEqualTo(3);
    assertNothingIsLeft();
  }

  private static boolean closesConnections(RunningGateway gateway) {
    try {
      return gateway.get("/problems").header("connection") != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static RawResponse lastAnswer(RunningGateway gateway, CountDownLatch firstAnswers)
      throws IOException {
    try (RawCaller caller = gateway.newCaller()) {
      RawResponse answer = caller.get("/api/first?timeout=30000").read();
      firstAnswers.countDown();
      while (answer.header("connection") == null) {
        answer = caller.get("/api/first?timeout=30000").read();
      }
      assertThat(caller.readToEnd()).isEmpty();
      return answer;
    }
  }

  @Test
  void close_requestInFlight_takesNoNewConnections() throws Exception {
    running.always("hang@0ms");
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/all?timeout=60000");
      assertEventually(() -> running.counts().working(), 3L);

      CompletableFuture<Void> closed = close();

      assertEventually(this::canConnect, false);
      assertThat(closed).isNotDone();
      // Ends the request.
      running.simulator().close();
      caller.read().assertProblem(503, "upstream-failed");
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
  void close_http2StreamsThatCallersLeaveOpen_doNotHoldIt() throws Exception {
    try (RunningGateway patient = RunningGateway.start("request.timeout-max=10m");
        RawHttp2Caller unread = RawHttp2Caller.withoutWindow(patient.gateway().port());
        RawHttp2Caller unended = new RawHttp2Caller(patient.gateway().port());
        RawHttp2Caller incomplete = new RawHttp2Caller(patient.gateway().port())) {
      unread.get(1, "/problems");
      // The gateway answers 405 before the request is complete.
      unended.write(Http2Frame.HEADERS, Http2Frame.END_HEADERS, 1, RawHttp2Caller.post("/"));
      incomplete.write(Http2Frame.HEADERS, Http2Frame.END_HEADERS, 1, RawHttp2Caller.get("/"));
      assertEventually(() -> patient.gateway().load().callers().requests(), 2);

      CompletableFuture.runAsync(patient.gateway()::close).get(60, TimeUnit.SECONDS);

      unread.readToEnd();
      unended.readToEnd();
      incomplete.readToEnd();
    }
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
