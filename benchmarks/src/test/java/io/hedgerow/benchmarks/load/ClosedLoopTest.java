package io.hedgerow.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
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

      await(() -> simulator.counts().asked() == 20);
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

      await(() -> counts.answered.get() >= 20);

      assertThat(counts.asked.get() - counts.answered.get()).isBetween(0L, 2L);
      assertThat(counts.unanswered).hasValue(0);
    }
  }

  @Test
  void callerThatNoLongerWaits_asksAgain() throws Exception {
    simulator.always(Behaviour.parse("hang@0ms"));
    try (OpenLoop connections = newConnections(20)) {
      new ClosedLoop(connections).offer(2, counts);

      await(() -> counts.unanswered.get() >= 6);
    }
  }

  @Test
  void offer_again_addsCallers_andReportsOnlyNewRequestsToTheNewListener() throws Exception {
    simulator.always(Behaviour.parse("ok@300ms"));
    Counts later = new Counts();
    try (OpenLoop connections = newConnections(60_000)) {
      ClosedLoop loop = new ClosedLoop(connections);
      loop.offer(2, counts);
      await(() -> counts.asked.get() == 2);
      loop.offer(3, later);

      await(() -> later.answered.get() >= 3);
      loop.offer(0, later);
      await(() -> later.answered.get() == later.asked.get());

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
      await(() -> counts.answered.get() > 0);
      loop.offer(0, counts);

      await(() -> counts.answered.get() == counts.asked.get());
      long asked = counts.asked.get();
      TimeUnit.MILLISECONDS.sleep(100);

      assertThat(counts.asked).hasValue(asked);
    }
  }

  private OpenLoop newConnections(long patienceMillis) {
    return new OpenLoop(simulator.port(), "/api/work", 100, patienceMillis);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long limitNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(limitNanos);
      TimeUnit.MILLISECONDS.sleep(1);
    }
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
