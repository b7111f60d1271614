package io.hedgerow.benchmarks.deadlines;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.Tally;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends requests of {@code /api/all} with short timeouts, which mostly end at the deadline, while
 * the gateway is loaded with {@code /api/first}. Belongs to one thread.
 */
final class DeadlinesBench {
  private static final long LOAD_TIMEOUT_MILLIS = 1000;
  private static final long GRACE_MILLIS = 500;
  private static final int WARM_UP_STEPS = 4;

  private final Plan plan;
  private final List<String> serverPrefix;

  /**
   * What to measure.
   *
   * @param loads requests of {@code /api/first} per second, one value for each load
   * @param probes requests of {@code /api/all} per second
   * @param seconds how long each load and timeout is measured
   */
  record Plan(
      List<Integer> loads,
      List<Integer> timeoutsMillis,
      int probes,
      int seconds,
      int warmUpSeconds) {}

  /**
   * The result for one load.
   *
   * @param cpuPercent the CPU time of the gateway, in percent of one processor
   */
  record Result(int load, double cpuPercent, List<Lateness> timeouts) {}

  /**
   * Creates a benchmark.
   *
   * @param serverPrefix prefix for the gateway's command; empty if it may use all processors
   */
  DeadlinesBench(Plan plan, List<String> serverPrefix) {
    this.plan = plan;
    this.serverPrefix = serverPrefix;
  }

  /** Measures every load, with one gateway for all. */
  List<Result> run() throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    int most = plan.loads.stream().mapToInt(Integer::intValue).max().orElse(1);
    List<String> settings = List.of("--event-loops=1", "--log.level=error");
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults());
        GatewayProcess gateway = GatewayProcess.start(serverPrefix, upstream.url(), settings);
        OpenLoop load = callers(gateway, "first", LOAD_TIMEOUT_MILLIS, Math.max(1, most))) {
      for (int step = 1; step <= WARM_UP_STEPS; step++) {
        load.offer(Math.max(1, most * step / WARM_UP_STEPS), newTally());
        Thread.sleep(TimeUnit.SECONDS.toMillis(plan.warmUpSeconds) / WARM_UP_STEPS);
      }
      for (int each : plan.loads) {
        load.offer(each, newTally());
        results.add(measure(each, gateway));
      }
    }
    return results;
  }

  private Result measure(int load, GatewayProcess gateway)
      throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    long cpuNanos = gateway.cpu().toNanos();
    List<Lateness> timeouts = new ArrayList<>();
    for (int timeoutMillis : plan.timeoutsMillis) {
      Lateness lateness = new Lateness(timeoutMillis);
      try (OpenLoop probes = callers(gateway, "all", timeoutMillis, plan.probes)) {
        // The first requests open connections.
        probes.offer(plan.probes, new Lateness(timeoutMillis));
        Thread.sleep(TimeUnit.SECONDS.toMillis(1));
        probes.offer(plan.probes, lateness);
        Thread.sleep(TimeUnit.SECONDS.toMillis(plan.seconds));
        probes.offer(0, lateness);
        Thread.sleep(timeoutMillis + GRACE_MILLIS);
      }
      timeouts.add(lateness);
    }
    double usedNanos = gateway.cpu().toNanos() - cpuNanos;
    return new Result(load, 100 * usedNanos / (System.nanoTime() - startNanos), timeouts);
  }

  private static OpenLoop callers(
      GatewayProcess gateway, String endpoint, long timeoutMillis, int requestsPerSecond) {
    long patienceMillis = timeoutMillis + GRACE_MILLIS;
    return new OpenLoop(
        gateway.port(),
        "/api/%s?timeout=%d".formatted(endpoint, timeoutMillis),
        Math.toIntExact(requestsPerSecond * patienceMillis / 1000 + 1),
        patienceMillis);
  }

  private static Tally newTally() {
    return new Tally(LOAD_TIMEOUT_MILLIS, new AtomicLong());
  }
}
