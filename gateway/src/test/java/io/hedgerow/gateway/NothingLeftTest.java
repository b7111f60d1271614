package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.FaultTable;
import io.hedgerow.gateway.testing.FaultTable.Row;
import io.hedgerow.gateway.testing.LeakReports;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.ResourceSnapshot;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.fault.Behaviour;
import io.netty.buffer.ByteBuf;
import io.vertx.core.impl.buffer.VertxByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Everything is released, whatever the upstream and the callers do: requests, attempts, timers,
 * connections, file descriptors, threads, buffers. Runs the cases of {@link FaultsTest} and {@code
 * CallerLeavesTest} concurrently, in many rounds.
 */
final class NothingLeftTest {
  private static final int EVENT_LOOPS = 2;
  private static final int ROUNDS = 3;
  private static final int CALLERS_OF_AN_ENDPOINT = 3;
  private static final int CALLERS_AT_ONCE = 100;
  private static final int REQUESTS_EACH = 4;

  /** The first start loads classes and starts resolvers and Netty's threads, all for good. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (RunningGateway running = start()) {
      askForEverything(running, 0);
    }
  }

  @Test
  void rounds_ofEveryFaultAtEveryEndpoint_leaveNothing() throws Exception {
    ResourceSnapshot before = ResourceSnapshot.now();
    for (int round = 1; round <= ROUNDS; round++) {
      try (RunningGateway running = start()) {
        long descriptors = ResourceSnapshot.openFileDescriptors();
        askForEverything(running, round);
        assertConnectionsOfCallersAreGone(running, descriptors);
      }
      assertNothingBeyond(before);
    }
    LeakReports.assertNone();
  }

  @Test
  void callers_thatLeaveASilentUpstream_leaveNothing() throws Exception {
    ResourceSnapshot before = ResourceSnapshot.now();
    try (RunningGateway running = start()) {
      long descriptors = ResourceSnapshot.openFileDescriptors();
      for (Row row : FaultTable.SILENCES) {
        running.simulator().always(row.behaviour());
        together(CALLERS_AT_ONCE, number -> askAndLeave(running, number));
        running.assertAtRest();
      }
      assertConnectionsOfCallersAreGone(running, descriptors);
    }
    assertNothingBeyond(before);
    LeakReports.assertNone();
  }

  @Test
  void buffer_keptOrForgotten_isNoticed() {
    ResourceSnapshot before = ResourceSnapshot.now();
    ByteBuf kept = VertxByteBufAllocator.POOLED_ALLOCATOR.directBuffer(64 * 1024 * 1024);
    assertThat(ResourceSnapshot.now().beyond(before)).contains(" bytes of buffers");
    kept.release();
    assertNothingBeyond(before);

    String hint = forgetABuffer();

    assertThat(LeakReports.keep().reports())
        .anyMatch(leak -> leak.startsWith("LEAK: ") && leak.contains(hint));
  }

  /** Leaks a buffer. The unique hint makes Netty report it, as it reports each place only once. */
  private static String forgetABuffer() {
    String hint = LeakReports.ON_PURPOSE + " at " + System.nanoTime();
    VertxByteBufAllocator.POOLED_ALLOCATOR.heapBuffer(1).touch(hint);
    return hint;
  }

  private static RunningGateway start() {
    return RunningGateway.start(
        "event-loops=" + EVENT_LOOPS, "smart.hedge-delay=10ms", "upstream.drain-timeout=100ms");
  }

  private static void askForEverything(RunningGateway running, long seed) throws Exception {
    for (Row row : FaultTable.VOCABULARY) {
      running.simulator().always(row.behaviour());
      together(
          CALLERS_OF_AN_ENDPOINT * FaultTable.ENDPOINTS.size(),
          number -> ask(running, row, FaultTable.ENDPOINTS.get(number % 4)));
      running.assertAtRest();
    }
    running.simulator().clear();
    running.simulator().script(mixedFaults(new SplittableRandom(seed)));
    together(
        CALLERS_AT_ONCE, number -> askSeveralTimes(running, new SplittableRandom(seed + number)));
    running.assertAtRest();
  }

  private static void ask(RunningGateway running, Row row, String endpoint) throws Exception {
    boolean isSilent = FaultTable.SILENCES.contains(row);
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/" + endpoint + "?timeout=" + (isSilent ? 60 : 30_000));
      RawResponse answer = caller.read();
      assertThat(row.answerOf(endpoint)).startsWith(Integer.toString(answer.status()));
    }
  }

  /** Behaviours for all attempts. */
  private static Behaviour[] mixedFaults(RandomGenerator random) {
    List<Row> rows = FaultTable.VOCABULARY;
    return Stream.generate(
            () ->
                new Behaviour(
                    random.nextLong(100),
                    rows.get(random.nextInt(rows.size())).behaviour().fault()))
        .limit(CALLERS_AT_ONCE * REQUESTS_EACH * 6L)
        .toArray(Behaviour[]::new);
  }

  /** Sends requests on one connection; sometimes hangs up instead of reading. */
  private static void askSeveralTimes(RunningGateway running, RandomGenerator random)
      throws Exception {
    try (RawCaller caller = running.newCaller()) {
      for (int i = 0; i < REQUESTS_EACH; i++) {
        String endpoint = FaultTable.ENDPOINTS.get(random.nextInt(4));
        caller.get("/api/" + endpoint + "?timeout=" + random.nextInt(1, 150));
        switch (random.nextInt(12)) {
          case 0 -> {
            caller.abort();
            return;
          }
          case 1 -> {
            return;
          }
          default -> assertThat(caller.read().status()).isIn(200, 503);
        }
      }
    }
  }

  private static void askAndLeave(RunningGateway running, int number) throws Exception {
    try (RawCaller caller = running.newCaller()) {
      caller.get("/api/" + FaultTable.ENDPOINTS.get(number % 4) + "?timeout=60000");
      // Some hang up before their attempts have reached the upstream, some after. Hanging up
      // cancels attempts on their way, so only this many are sure to arrive.
      if (number % 8 < 4) {
        assertEventually(() -> running.counts().asked() > number / 8, true);
      }
      if (number % 3 == 0) {
        caller.abort();
      }
    }
  }

  /** A call that may fail, made with its number. */
  private interface Call {
    void make(int number) throws Exception;
  }

  private static void together(int count, Call call) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        calls.add(
            callers.submit(
                () -> {
                  call.make(number);
                  return null;
                }));
      }
      for (Future<?> made : calls) {
        made.get(60, TimeUnit.SECONDS);
      }
    }
  }

  /**
   * Allows for descriptors opened since the start: both ends of the idle connections to the
   * upstream, and one UDP socket per event loop for Vert.x's name lookups.
   */
  private static void assertConnectionsOfCallersAreGone(RunningGateway running, long descriptors) {
    assertEventually(
        () -> {
          int upstream = 2 * running.gateway().load().upstream().idleConnections();
          long beyond =
              ResourceSnapshot.openFileDescriptors() - descriptors - upstream - EVENT_LOOPS;
          return Math.max(0, beyond);
        },
        0L);
  }

  private static void assertNothingBeyond(ResourceSnapshot before) {
    assertEventually(() -> ResourceSnapshot.now().beyond(before), "");
  }
}
