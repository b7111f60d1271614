package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.testing.FaultTable;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RealServer;
import io.hedgerow.gateway.testing.RealServer.Product;
import io.hedgerow.gateway.testing.RealServer.Scheme;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * nginx and HAProxy as the upstream, with their default limits for clients, reloaded and restarted
 * under load. Every request that can succeed does, and losers never cost a connection.
 */
final class RealServersTest {
  private static final int CALLERS = 16;

  /** nginx closes a connection gracefully after 1000 requests. */
  private static final int MORE_THAN_A_CONNECTION_SERVES = 1200;

  private static final FaultMix FAULTLESS = new FaultMix(new Latency(5, 25), 0, List.of());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"NGINX, HTTP", "NGINX, HTTPS", "HAPROXY, HTTP", "HAPROXY, HTTPS"})
  void upstream_reloadedAndRestartedUnderLoad_losesNothingThatCouldSucceed(
      Product product, Scheme scheme) throws Exception {
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults().withMix(FAULTLESS));
        RealServer server = RealServer.start(product, folder, scheme, simulator);
        Gateway gateway =
            RunningGateway.startGateway(
                server.url(), "smart.hedge-delay=10ms", "upstream.tls.trust=" + server.trust());
        Load load = new Load(gateway.port())) {
      load.await(MORE_THAN_A_CONNECTION_SERVES);
      assertThat(load.failedAttempts()).isEmpty();

      server.reload();
      load.await(100);
      server.reload();
      load.await(100);
      assertThat(load.failedRequests()).isEmpty();

      server.restart();
      load.awaitSuccess();
      load.forget();
      load.await(300);
      load.end();
      assertThat(load.failedRequests()).isEmpty();

      assertEventually(() -> gateway.load().isAtRest(), true);
      assertEventually(() -> simulator.counts().working(), 0L);
      assertLosersEnded(scheme, gateway.load().upstream().wire());
    }
  }

  private static void assertLosersEnded(Scheme scheme, WireSnapshot wire) {
    assertThat(wire.connectionsEnhanceYourCalm()).isZero();
    switch (scheme) {
      case HTTP -> {
        assertThat(wire.connectionsAborted()).isPositive();
        assertThat(wire.streamsReset()).isZero();
      }
      case HTTPS -> {
        assertThat(wire.streamsReset()).isPositive();
        assertThat(wire.connectionsAborted()).isZero();
      }
    }
  }

  /** Callers that request every endpoint in turn, repeatedly. */
  private static final class Load implements AutoCloseable {
    private final int port;
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> calls = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger successes = new AtomicInteger();
    private final Queue<String> failedRequests = new ConcurrentLinkedQueue<>();
    private final Queue<String> failedAttempts = new ConcurrentLinkedQueue<>();
    // Failures of earlier requests do not count.
    private volatile long sinceNanos = System.nanoTime();
    private volatile boolean isOver;

    Load(int port) {
      this.port = port;
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        calls.add(
            callers.submit(
                () -> {
                  call(number);
                  return null;
                }));
      }
    }

    /** Waits for this many more answers. */
    void await(int count) {
      await(answers, count);
    }

    void awaitSuccess() {
      await(successes, 1);
    }

    /** Forgets earlier failures, and those of requests in flight. */
    void forget() {
      sinceNanos = System.nanoTime();
      failedRequests.clear();
      failedAttempts.clear();
    }

    /** The answers without a success. */
    List<String> failedRequests() {
      return List.copyOf(failedRequests);
    }

    /** The answers with a failed attempt, whether or not another attempt succeeded. */
    List<String> failedAttempts() {
      return List.copyOf(failedAttempts);
    }

    /** Waits for all outstanding answers; none may be missing. */
    void end() {
      isOver = true;
      callers.close();
      assertThat(calls).noneMatch(call -> call.state() == Future.State.FAILED);
    }

    @Override
    public void close() {
      end();
    }

    private void call(int number) throws IOException {
      try (RawCaller caller = new RawCaller(port)) {
        for (int i = number; !isOver; i++) {
          String target = "/api/" + FaultTable.ENDPOINTS.get(i % 4) + "?timeout=20000";
          long askedNanos = System.nanoTime();
          judge(caller.get(target).read(), askedNanos);
        }
      }
    }

    private void judge(RawResponse answer, long askedNanos) {
      List<String> timings = answer.timings();
      boolean isSuccess = timings.stream().anyMatch(attempt -> attempt.endsWith("succeeded"));
      boolean isCounted = askedNanos - sinceNanos >= 0;
      if (isCounted && !isSuccess) {
        failedRequests.add(answer.toString());
      }
      if (isCounted && !timings.stream().allMatch(Load::isNoFailure)) {
        failedAttempts.add(answer.toString());
      }
      successes.addAndGet(isSuccess ? 1 : 0);
      answers.incrementAndGet();
    }

    private static boolean isNoFailure(String attempt) {
      return attempt.endsWith("succeeded") || attempt.endsWith("cancelled");
    }

    private static void await(AtomicInteger counter, int more) {
      int enough = counter.get() + more;
      assertEventually(() -> counter.get() >= enough, true);
    }
  }
}
