package io.hedgerow.benchmarks.load;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A closed loop against a simulator: each caller has at most one request in flight. */
final class ClosedLoopTest {
  private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
  private final Counts counts = new Counts();

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void callers_withoutAnswers_askOnce() throws Exception {
    simulator.always(Behaviour.parse("hang@0ms"));
    try (OpenLoop connections = newConnections(60_000)) {
      new ClosedLoop(connections).offer(20, counts);

      assertEventually(() -> simulator.counts().asked(), 20L);
      TimeUnit.MILLISECONDS.sleep(100);

      assertThat(simulator.counts().asked()).isEqualTo(20);
      assertThat(counts.asked).hasValue(20);
    }
  }

  @Test
  void callerWithAnAnswer_asksAgain() throws Exception {
    simulator.always(Behaviour.parse("ok@1ms"));
    try (OpenLoop connections = newConnections(60_000)) {
      new ClosedLoop(connections).offer(2, counts);

      assertEventually(() -> counts.answered.get() >= 20, true);

      assertThat(counts.asked.get() - counts.answered.get()).isBetween(0L, 2L);
      assertThat(counts.unanswered).hasValue(0);
    }
  }

  @Test
  void callerThatNoLongerWaits_asksAgain() throws Exception {
    simulator.always(Behaviour.parse("hang@0ms"));
    try (OpenLoop connections = newConnections(20)) {
      new ClosedLoop(connections).offer(2, counts);

      assertEventually(() -> counts.unanswered.get() >= 6, true);
    }
  }

  @Test
  void offer_again_addsCallers_andReportsOnlyNewRequestsToTheNewListener() throws Exception {
    simulator.always(Behaviour.parse("ok@300ms"));
    Counts later = new Counts();
    try (OpenLoop connections = newConnections(60_000)) {
      ClosedLoop loop = new ClosedLoop(connections);
      loop.offer(2, counts);
      assertEventually(counts.asked::get, 2L);
      loop.offer(3, later);

      assertEventually(() -> later.answered.get() >= 3, true);
      loop.offer(0, later);
      assertEventually(() -> later.answered.get() == later.asked.get(), true);

      assertThat(counts.asked).hasValue(2);
      assertThat(counts.answered).hasValue(2);
    }
  }

  @Test
  void offerOfZero_endsWithTheAnswersInFlight() throws Exception {
    simulator.always(Behaviour.parse("ok@20ms"));
    try (OpenLoop connections = newConnections(60_000)) {
      ClosedLoop loop = new ClosedLoop(connections);
      loop.offer(5, counts);
      assertEventually(() -> counts.answered.get() > 0, true);
      loop.offer(0, counts);

      assertEventually(() -> counts.answered.get() == counts.asked.get(), true);
      long asked = counts.asked.get();
      TimeUnit.MILLISECONDS.sleep(100);

      assertThat(counts.asked).hasValue(asked);
    }
  }

  private OpenLoop newConnections(long patienceMillis) {
    return new OpenLoop(simulator.port(), "/api/work", 100, patienceMillis);
  }

  private static final class Counts implements OpenLoop.ResponseListener {
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    @Override
    public void onAsking(long lateNanos) {
      assertThat(lateNanos).isNotNegative();
      asked.incrementAndGet();
    }

    @Override
    public void onAnswered(FullHttpResponse answer, long nanos) {
      answered.incrementAndGet();
    }

    @Override
    public void onUnanswered() {
      unanswered.incrementAndGet();
    }
  }
}
