package io.hedgerow.benchmarks.cancel;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.wire.ConnectionOptions;
import java.io.IOException;
import java.util.List;

/**
 * Measures one way to cancel losers: {@code /api/first} at a fixed rate, with an upstream that
 * takes 100 to 600 ms and never fails, measured after a warm-up.
 *
 * @param requests requests answered in the measured time
 * @param failures requests among them without a success
 * @param cpuMicros processor time of the gateway per request
 * @param finishedForNobody unused answers that the upstream completed, per request
 * @param workedForNobodyMillis time that the upstream spent on losers, per request
 * @param cancelled attempts whose cancellation reached the upstream before it was done, per request
 * @param connections connections opened to the upstream, per request
 * @param resets HTTP/2 streams reset, per request
 * @param enhanceYourCalm connections that the upstream closed because of too many resets
 */
record CancelBench(
    CancelStrategy strategy,
    long requests,
    long failures,
    double cpuMicros,
    double finishedForNobody,
    double workedForNobodyMillis,
    double cancelled,
    double connections,
    double resets,
    long enhanceYourCalm) {

  /** The load of the measurement. */
  record Plan(int callers, int requestsPerSecond, int warmUpSeconds, int seconds) {}

  private static final long TIMEOUT_MILLIS = 5000;
  private static final FaultMix SLOW = new FaultMix(new Latency(100, 600), 0, List.of());

  /** All counters at one moment. */
  private record CounterSnapshot(
      long cpuNanos,
      Winners.Seen seen,
      long finished,
      long workedNanos,
      long cancelled,
      long accepted,
      long resets,
      long enhanceYourCalm) {

    static CounterSnapshot now(GatewayProcess gateway, Winners winners, Simulator upstream)
        throws IOException {
      return new CounterSnapshot(
          gateway.cpu().toNanos(),
          winners.seen(),
          upstream.counts().finished(),
          upstream.workedNanos(),
          upstream.counts().cancelled(),
          upstream.connectionCounts().accepted(),
          upstream.connectionCounts().resets(),
          upstream.connectionCounts().enhanceYourCalm());
    }
  }

  /** Runs the measurement; takes as long as the plan says. */
  static CancelBench run(CancelStrategy strategy, Plan plan)
      throws IOException, InterruptedException {
    SimulatorOptions options =
        SimulatorOptions.defaults()
            .withMix(SLOW)
            .withConnections(ConnectionOptions.defaults().withResetLimit(strategy.resetLimit()));
    try (Simulator upstream = Simulator.start(options);
        GatewayProcess gateway = GatewayProcess.start(upstream.url(), strategy.settings());
        OpenLoop callers =
            new OpenLoop(
                gateway.port(),
                "/api/first?timeout=" + TIMEOUT_MILLIS,
                plan.callers(),
                2 * TIMEOUT_MILLIS)) {
      Winners winners = new Winners();
      callers.offer(plan.requestsPerSecond(), winners);
      Thread.sleep(plan.warmUpSeconds() * 1000L);
      CounterSnapshot begin = CounterSnapshot.now(gateway, winners, upstream);
      Thread.sleep(plan.seconds() * 1000L);
      CounterSnapshot end = CounterSnapshot.now(gateway, winners, upstream);
      return between(strategy, begin, end);
    }
  }

  private static CancelBench between(
      CancelStrategy strategy, CounterSnapshot begin, CounterSnapshot end) {
    long requests = end.seen.answers() - begin.seen.answers();
    long successes = end.seen.successes() - begin.seen.successes();
    double wonMillis = end.seen.wonMillis() - begin.seen.wonMillis();
    double each = Math.max(1, requests);
    return new CancelBench(
        strategy,
        requests,
        requests - successes,
        (end.cpuNanos - begin.cpuNanos) / 1e3 / each,
        (end.finished - begin.finished - successes) / each,
        ((end.workedNanos - begin.workedNanos) / 1e6 - wonMillis) / each,
        (end.cancelled - begin.cancelled) / each,
        (end.accepted - begin.accepted) / each,
        (end.resets - begin.resets) / each,
        end.enhanceYourCalm - begin.enhanceYourCalm);
  }
}
