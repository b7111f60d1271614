package io.hedgerow.benchmarks.hedging;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends the same requests with one plan after the other. Belongs to one thread. */
final class HedgingBench {
  static final long TIMEOUT_MILLIS = 2000;
  private static final long GRACE_MILLIS = 300;

  private final int requestsPerSecond;
  private final int seconds;
  private final Path folder;

  /** The success times with a plan, and its attempts per request. */
  record Result(Upstream upstream, Upstream.RacePlan plan, Curve curve, double attempts) {}

  /**
   * Creates a benchmark.
   *
   * @param folder for files of routes
   */
  HedgingBench(int requestsPerSecond, int seconds, Path folder) {
    this.requestsPerSecond = requestsPerSecond;
    this.seconds = seconds;
    this.folder = folder;
  }

  /** Measures every plan with this upstream. */
  List<Result> run(Upstream upstream) throws IOException, InterruptedException {
    Path routes = Files.writeString(folder.resolve("routes.yaml"), upstream.routes());
    List<Result> results = new ArrayList<>();
    try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
      simulator.always(upstream.behaviours());
      List<String> settings = List.of("--log.level=error", "--routes=" + routes.toAbsolutePath());
      try (GatewayProcess gateway = GatewayProcess.start(simulator.url(), settings)) {
        for (Upstream.RacePlan plan : Upstream.RacePlan.values()) {
          results.add(measure(upstream, plan, simulator, gateway));
        }
      }
    }
    return results;
  }

  private Result measure(
      Upstream upstream, Upstream.RacePlan plan, Simulator simulator, GatewayProcess gateway)
      throws InterruptedException {
    long patienceMillis = TIMEOUT_MILLIS + GRACE_MILLIS;
    try (OpenLoop callers =
        new OpenLoop(
            gateway.port(),
            plan.path() + "?timeout=" + TIMEOUT_MILLIS,
            Math.toIntExact(requestsPerSecond * patienceMillis / 1000 + 1),
            patienceMillis)) {
      send(callers, new Curve(), 1);
      long before = simulator.counts().asked();
      Curve curve = new Curve();
      send(callers, curve, seconds);
      double attempts = (double) (simulator.counts().asked() - before) / curve.requests();
      return new Result(upstream, plan, curve, attempts);
    }
  }

  /** Sends requests for some seconds, and waits until all have ended. */
  private void send(OpenLoop callers, Curve curve, int seconds) throws InterruptedException {
    callers.offer(requestsPerSecond, curve);
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    callers.offer(0, curve);
    Thread.sleep(TIMEOUT_MILLIS + GRACE_MILLIS);
  }
}
