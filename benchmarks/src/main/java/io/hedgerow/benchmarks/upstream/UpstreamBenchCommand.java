package io.hedgerow.benchmarks.upstream;

import io.hedgerow.simulation.ToolOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench-upstream}: measures each way of ending losers, and prints a table. */
@Command(
    name = "hedgerow bench-upstream",
    description = {
      "Measures what ending losers costs, for each way of it: /api/first at a fixed rate, an"
          + " upstream that takes 100 to 600 ms. The gateway runs in a process of its own, the"
          + " callers and the upstream in this one; all on loopback.",
      ""
    },
    footer = {"", "Exit status: 0 if every request succeeded, 1 if not, 2 for a wrong option."})
public final class UpstreamBenchCommand implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(
      names = "--callers",
      defaultValue = "250",
      description = "The most requests at a time. Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--rate",
      defaultValue = "300",
      description = "Requests a second. Default: ${DEFAULT-VALUE}")
  private int requestsPerSecond;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds that do not count. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "40",
      description = "Seconds that count, for each way. Default: ${DEFAULT-VALUE}")
  private int seconds;

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new UpstreamBenchCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--callers", callers);
    tool.requirePositive("--rate", requestsPerSecond);
    tool.requirePositive("--warm-up", warmUpSeconds);
    tool.requirePositive("--seconds", seconds);
    PrintWriter out = tool.out();
    out.printf(
        Locale.ROOT,
        "%-32s %9s %9s %12s %14s %12s %10s %12s %8s %8s%n",
        "for each request:",
        "requests",
        "failures",
        "CPU in µs",
        "finished for",
        "worked for",
        "cancelled",
        "connections",
        "resets",
        "GOAWAYs");
    out.printf(
        Locale.ROOT, "%-32s %9s %9s %12s %14s %12s%n", "", "", "", "", "nobody", "nobody, ms");
    UpstreamBench.Plan plan =
        new UpstreamBench.Plan(callers, requestsPerSecond, warmUpSeconds, seconds);
    boolean isClean = true;
    for (CancelStrategy strategy : CancelStrategy.values()) {
      out.flush();
      UpstreamBench bench = UpstreamBench.run(strategy, plan);
      print(out, bench);
      isClean &= bench.requests() > 0 && bench.failures() == 0;
    }
    out.flush();
    return isClean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(PrintWriter out, UpstreamBench bench) {
    out.printf(
        Locale.ROOT,
        "%-32s %,9d %,9d %12.0f %14.2f %12.1f %10.2f %12.2f %8.2f %8d%n",
        bench.strategy().title(),
        bench.requests(),
        bench.failures(),
        bench.cpuMicros(),
        bench.finishedForNobody(),
        bench.workedForNobodyMillis(),
        bench.cancelled(),
        bench.connections(),
        bench.resets(),
        bench.enhanceYourCalm());
  }
}
