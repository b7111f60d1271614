package io.hedgerow.benchmarks.load;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An open loop against a simulator: requests keep their rate, and each has exactly one result. */
final class OpenLoopTest implements OpenLoop.ResponseListener {
  private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void offer_aRate_asksAsOftenWhateverTheAnswersDo() throws Exception {
    simulator.always(Behaviour.parse("hang@0ms"));
    try (OpenLoop loop = newLoop(1000, 60_000)) {
      long startNanos = System.nanoTime();
      loop.offer(500, this);

      assertEventually(() -> simulator.counts().asked() >= 250, true);

      assertThat(System.nanoTime() - startNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(490));
    }
  }

  @Test
  void answer_isReported() throws Exception {
    simulator.always(Behaviour.parse("ok@7ms"));
    try (OpenLoop loop = newLoop(1000, 60_000)) {
      loop.offer(100, this);

      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("200 {\"time\": 7}");
    }
  }

  @Test
  void noAnswer_isReportedAtTheTimeout_andTheNextRequestIsSent() throws Exception {
    simulator.always(Behaviour.parse("hang@0ms"));
    try (OpenLoop loop = newLoop(1, 50)) {
      loop.offer(1000, this);

      for (int i = 0; i < 20; i++) {
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("nothing");
      }
      simulator.always(Behaviour.parse("ok@0ms"));

      awaitAnswer();
    }
  }

  @Test
  void lostConnection_isReported() throws Exception {
    simulator.always(Behaviour.parse("reset-before@0ms"));
    try (OpenLoop loop = newLoop(10, 60_000)) {
      loop.offer(100, this);

      assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("nothing");
    }
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    assertThat(nanos).isPositive();
    told.add(answer.status().code() + " " + answer.content().toString(StandardCharsets.UTF_8));
  }

  @Override
  public void onUnanswered() {
    told.add("nothing");
  }

  private OpenLoop newLoop(int callersMax, long patienceMillis) {
    return new OpenLoop(simulator.port(), "/api/work", callersMax, patienceMillis);
  }

  private void awaitAnswer() throws InterruptedException {
    String next;
    do {
      next = told.poll(20, TimeUnit.SECONDS);
    } while ("nothing".equals(next));
    assertThat(next).isEqualTo("200 {\"time\": 0}");
  }
}
