package io.hedgerow.benchmarks.memory;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.ProcessUsage;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Takes a gateway, started as the launcher starts it, through a series of steps. One process does
 * all steps in order, except that each step with requests in flight has its own. Callers and
 * upstream run in this process. Used by one thread.
 */
final class MemoryBench {
  private static final long ANSWER_MILLIS_MAX = 30_000;
  private static final String PROTOCOL = "upstream.protocol=";

  private final Plan plan;
  private final List<String> settings;
  private final Path folder;
  private final PrintWriter out;
  private long openFilesMax;

  /**
   * How long to run.
   *
   * @param seconds length of each step
   * @param restSeconds length of a step without load that follows a load
   */
  record Plan(int seconds, int restSeconds) {}

  /**
   * Creates a benchmark.
   *
   * @param settings of the gateways, as {@code key=value}
   * @param folder for the garbage-collection log
   * @param out for progress
   */
  MemoryBench(Plan plan, List<String> settings, Path folder, PrintWriter out) {
    this.plan = plan;
    this.settings = settings;
    this.folder = folder;
    this.out = out;
  }

  /** Runs the steps. */
  List<Result> run(List<Step> steps) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    List<Step> ordinary = steps.stream().filter(step -> !(step instanceof Step.InFlight)).toList();
    if (!ordinary.isEmpty()) {
      try (Simulator upstream = Simulator.start(SimulatorOptions.defaults());
          Subject subject = start(upstream, List.of())) {
        for (Step step : ordinary) {
          results.add(reported(take(step, subject)));
        }
      }
    }
    for (Step step : steps) {
      if (step instanceof Step.InFlight inFlight) {
        results.add(reported(hold(inFlight)));
      }
    }
    return results;
  }

  /** The gateways' limit of open files, which limits requests in flight; 0 before a run. */
  long openFilesMax() {
    return openFilesMax;
  }

  private Result take(Step step, Subject subject) throws IOException, InterruptedException {
    return switch (step) {
      case Step.Idle _ -> subject.rest(step, plan.seconds());
      case Step.Rest _ -> subject.rest(step, plan.restSeconds());
      case Step.Load load -> subject.answer(load, plan.seconds());
      case Step.InFlight inFlight -> throw new IllegalArgumentException(inFlight.label());
    };
  }

  /** Measures with an upstream so slow that all requests are in flight for a while. */
  private Result hold(Step.InFlight step) throws IOException, InterruptedException {
    long answerMillis = Math.min(TimeUnit.SECONDS.toMillis(plan.seconds()), ANSWER_MILLIS_MAX);
    FaultMix slow = new FaultMix(new Latency(answerMillis, answerMillis), 0, List.of());
    // With some room, because the load is a rate.
    int requestsMax = step.requests() + step.requests() / 10;
    List<String> more =
        new ArrayList<>(
            List.of(
                "--request.in-flight-max=" + requestsMax,
                "--callers.connections-max=" + requestsMax));
    if (settings.stream().noneMatch(setting -> setting.startsWith(PROTOCOL))) {
      more.add("--" + PROTOCOL + "http2");
    }
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults().withMix(slow));
        Subject subject = start(upstream, more)) {
      return subject.hold(step, answerMillis);
    }
  }

  private Subject start(Simulator upstream, List<String> more)
      throws IOException, InterruptedException {
    // The gateway refuses a setting that is given twice.
    Set<String> arguments = new LinkedHashSet<>();
    settings.forEach(setting -> arguments.add("--" + setting));
    arguments.addAll(more);
    GatewayProcess gateway = GatewayProcess.start(upstream.url(), List.copyOf(arguments));
    openFilesMax = ProcessUsage.openFilesMax(gateway.pid());
    return new Subject(gateway, folder.resolve("collections.log"));
  }

  private Result reported(Result result) {
    out.printf(
        Locale.ROOT,
        "%s: %.0f MB, peak %.0f MB%n",
        result.step().label(),
        result.residentMegabytes(),
        result.peakMegabytes());
    out.flush();
    return result;
  }
}
