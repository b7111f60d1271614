package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGTERM to the program, while callers without a load balancer keep sending requests. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GracefulShutdownTest {
  private static final int CALLERS = 40;
  private static final String TARGET = "/api/first?timeout=30000";

  @Test
  void sigterm_keptAliveCallers_loseNoRequest() throws Exception {
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults());
        RunningProgram program =
            RunningProgram.start(
                "--upstream.url=" + upstream.url(),
                "--shutdown.delay=2s",
                "--warm-up.time-max=0s");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      upstream.always(Behaviour.parse("ok@5ms"));
      CountDownLatch firstAnswers = new CountDownLatch(CALLERS);
      List<Future<Void>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        callers.add(threads.submit(() -> callUntilClosed(program.port(), firstAnswers)));
      }
      assertThat(firstAnswers.await(20, TimeUnit.SECONDS)).isTrue();

      program.terminate();

      for (Future<Void> caller : callers) {
        caller.get(20, TimeUnit.SECONDS);
      }
      assertThat(program.awaitEnd()).isZero();
    }
  }

  /** Sends requests on one connection until an answer says that it closes; all are answered. */
  private static Void callUntilClosed(int port, CountDownLatch firstAnswers) throws IOException {
    try (RawCaller caller = new RawCaller(port)) {
      RawResponse answer;
      do {
        answer = caller.get(TARGET).read();
        answer.assertOk("{\"time\": 5}");
        firstAnswers.countDown();
      } while (answer.header("connection") == null);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
    }
    return null;
  }
}
