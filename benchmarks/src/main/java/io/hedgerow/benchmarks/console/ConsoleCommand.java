package io.hedgerow.benchmarks.console;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.simulation.ToolOptions;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench console}: measures what open pages of the console cost. */
@Command(
    name = "console",
    header = "Processor time that open pages of the console cost",
    description = {
      "",
      "Sends /api/first at a fixed rate, with an upstream that takes 5 to 20 ms. Measures three"
          + " cases in turns: console off, no page open, pages open. The gateways run in their own"
          + " processes, the callers, the upstream and the pages in this one.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 if every measured request succeeded, 1 if not, 2 for a wrong option."
    })
public final class ConsoleCommand implements Callable<Integer> {
  private static final FaultMix QUICK = new FaultMix(new Latency(5, 20), 0, List.of());
  private static final String TARGET = "/api/first?timeout=2000";
  private static final int CALLERS_MAX = 500;
  private static final long PATIENCE_MILLIS = 5000;

  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(
      names = "--pages",
      defaultValue = "10",
      description = "Open pages. Default: ${DEFAULT-VALUE}")
  private int pages;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Requests per second. Default: ${DEFAULT-VALUE}")
  private int requestsPerSecond;

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "Measurements of each case. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      description = "Seconds of each measurement. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "30",
      description = "Seconds of load before the first measurement. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  private final Answers answers = new Answers();

  /** Counts; written by the event loops of the callers. */
  private static final class Answers implements OpenLoop.ResponseListener {
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    void reset() {
      all.set(0);
      failures.set(0);
    }

    @Override
    public void onAnswered(FullHttpResponse answer, long nanos) {
      all.incrementAndGet();
      if (!answer.status().equals(HttpResponseStatus.OK)) {
        failures.incrementAndGet();
      }
    }

    @Override
    public void onUnanswered() {
      all.incrementAndGet();
      failures.incrementAndGet();
    }
  }

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--pages", pages);
    tool.requirePositive("--rate", requestsPerSecond);
    tool.requirePositive("--rounds", rounds);
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--warm-up", warmUpSeconds);
    PrintWriter out = tool.out();
    out.printf("CPU of the gateway in %% of one core, at %,d requests/s%n", requestsPerSecond);
    out.printf("%5s %12s %12s %12s%n", "round", "console off", "no page", pages + " pages");
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults().withMix(QUICK));
        GatewayProcess off =
            GatewayProcess.start(upstream.url(), List.of("--console.enabled=false"));
        GatewayProcess on = GatewayProcess.start(upstream.url(), List.of());
        OpenLoop toOff = callersOf(off);
        OpenLoop toOn = callersOf(on)) {
      measure(off, toOff, warmUpSeconds);
      measure(on, toOn, warmUpSeconds);
      answers.reset();
      double[] sums = new double[3];
      for (int round = 1; round <= rounds; round++) {
        double[] percent = {
          measure(off, toOff, seconds), measure(on, toOn, seconds), measureWithPages(on, toOn)
        };
        print(out, Integer.toString(round), percent);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += percent[i] / rounds;
        }
      }
      print(out, "mean", sums);
    }
    out.printf("%,d requests, %,d failed%n", answers.all.get(), answers.failures.get());
    out.flush();
    boolean isClean = answers.all.get() > 0 && answers.failures.get() == 0;
    return isClean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static OpenLoop callersOf(GatewayProcess gateway) {
    return new OpenLoop(gateway.port(), TARGET, CALLERS_MAX, PATIENCE_MILLIS);
  }

  private double measureWithPages(GatewayProcess gateway, OpenLoop callers)
      throws IOException, InterruptedException {
    try (OpenPages open = OpenPages.open(gateway.managementPort(), pages)) {
      double percent = measure(gateway, callers, seconds);
      if (open.bytes() == 0) {
        throw new IllegalStateException("pages: nothing read (expected: events)");
      }
      return percent;
    }
  }

  /** Offers load for this long; returns the processor time in percent of one core. */
  private double measure(GatewayProcess gateway, OpenLoop callers, int forSeconds)
      throws IOException, InterruptedException {
    callers.offer(requestsPerSecond, answers);
    Thread.sleep(1000);
    long cpuNanos = gateway.cpu().toNanos();
    long startNanos = System.nanoTime();
    Thread.sleep(forSeconds * 1000L);
    double percent =
        100.0 * (gateway.cpu().toNanos() - cpuNanos) / (System.nanoTime() - startNanos);
    callers.offer(0, answers);
    return percent;
  }

  private static void print(PrintWriter out, String name, double[] percent) {
    out.printf(
        Locale.ROOT,
        "%5s %10.1f %% %10.1f %% %10.1f %%%n",
        name,
        percent[0],
        percent[1],
        percent[2]);
    out.flush();
  }
}
