package io.hedgerow.benchmarks.upstream;

import io.hedgerow.simulator.ConnectionOptions;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.List;

/**
 * One way of ending losers, measured: {@code /api/first} at a fixed rate, an upstream that takes
 * 100 to 600 ms and never fails, a warm-up that does not count.
 *
 * @param requests answered in the time that counts
 * @param failures those of them that were no success
 * @param cpuMicros of the gateway's process, for each request
 * @param finishedForNobody answers that the upstream finished and nobody got, for each request
 * @param workedForNobodyMillis of the upstream, on losers, for each request
 * @param cancelled attempts of which the upstream saw the end before it was done, for each request
 * @param connections opened to the upstream, for each request
 * @param resets streams reset, for each request
 * @param calmed connections that the upstream ended for too many resets
 */
record UpstreamBench(
    Way way,
    long requests,
    long failures,
    double cpuMicros,
    double finishedForNobody,
    double workedForNobodyMillis,
    double cancelled,
    double connections,
    double resets,
    long calmed) {

  /** How the load is made. */
  record Plan(int callers, int requestsPerSecond, int warmUpSeconds, int seconds) {}

  private static final FaultMix SLOW = new FaultMix(new Latency(100, 600), 0, List.of());

  /** All running counts at one moment. */
  private record Moment(
      long cpuNanos,
      Callers.Seen seen,
      long finished,
      long workedNanos,
      long cancelled,
      long accepted,
      long resets,
      long calmed) {

    static Moment now(GatewayProcess gateway, Callers callers, Simulator upstream) {
      return new Moment(
          gateway.cpu().toNanos(),
          callers.seen(),
          upstream.counts().finished(),
          upstream.workedNanos(),
          upstream.counts().cancelled(),
          upstream.connectionCounts().accepted(),
          upstream.connectionCounts().resets(),
          upstream.connectionCounts().calmed());
    }
  }

  /** Measures; takes as long as the plan says. */
  static UpstreamBench run(Way way, Plan plan) throws IOException, InterruptedException {
    SimulatorOptions options =
        SimulatorOptions.defaults()
            .withMix(SLOW)
            .withConnections(ConnectionOptions.defaults().withResetLimit(way.resetLimit()));
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (Simulator upstream = Simulator.start(options);
        GatewayProcess gateway = GatewayProcess.start(upstream.url(), way.settings());
        Callers callers = new Callers(vertx, gateway.port(), plan.callers())) {
      callers.start(plan.requestsPerSecond());
      Thread.sleep(plan.warmUpSeconds() * 1000L);
      Moment begin = Moment.now(gateway, callers, upstream);
      Thread.sleep(plan.seconds() * 1000L);
      Moment end = Moment.now(gateway, callers, upstream);
      return between(way, begin, end);
    } finally {
      vertx.close().await();
    }
  }

  private static UpstreamBench between(Way way, Moment begin, Moment end) {
    long requests = end.seen.answers() - begin.seen.answers();
    long successes = end.seen.successes() - begin.seen.successes();
    double wonMillis = end.seen.wonMillis() - begin.seen.wonMillis();
    double each = Math.max(1, requests);
    return new UpstreamBench(
        way,
        requests,
        requests - successes,
        (end.cpuNanos - begin.cpuNanos) / 1e3 / each,
        (end.finished - begin.finished - successes) / each,
        ((end.workedNanos - begin.workedNanos) / 1e6 - wonMillis) / each,
        (end.cancelled - begin.cancelled) / each,
        (end.accepted - begin.accepted) / each,
        (end.resets - begin.resets) / each,
        end.calmed - begin.calmed);
  }
}
