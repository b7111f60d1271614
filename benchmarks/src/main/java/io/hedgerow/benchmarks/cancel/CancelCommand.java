package io.hedgerow.benchmarks.cancel;

import io.hedgerow.simulation.ToolOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench cancel}: measures each way to cancel losers and prints a table. */
@Command(
    name = "cancel",
    header = "Cost of each way to cancel losers: processor time and upstream work",
    description = {
      "",
      "Sends /api/first at a fixed rate, with an upstream that takes 100 to 600 ms. The gateway"
          + " runs in its own process, the callers and the upstream in this one.",
      ""
    },
    footer = {"", "Exit status: 0 if every request succeeded, 1 if not, 2 for a wrong option."})
public final class CancelCommand implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(
      names = "--callers",
      defaultValue = "250",
      description = "Maximum requests in flight. Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--rate",
      defaultValue = "300",
      description = "Requests per second. Default: ${DEFAULT-VALUE}")
  private int requestsPerSecond;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds to warm up, not measured. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "40",
      description = "Measured seconds for each way. Default: ${DEFAULT-VALUE}")
  private int seconds;

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
        "per request:",
        "requests",
        "failures",
        "CPU in µs",
        "answers",
        "work",
        "cancelled",
        "connections",
        "resets",
        "GOAWAYs");
    out.printf(
        Locale.ROOT, "%-32s %9s %9s %12s %14s %12s%n", "", "", "", "", "unused", "unused, ms");
    CancelBench.Plan plan =
        new CancelBench.Plan(callers, requestsPerSecond, warmUpSeconds, seconds);
    boolean isClean = true;
    for (CancelStrategy strategy : CancelStrategy.values()) {
      out.flush();
      CancelBench bench = CancelBench.run(strategy, plan);
      print(out, bench);
      isClean &= bench.requests() > 0 && bench.failures() == 0;
    }
    out.flush();
    return isClean ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void print(PrintWriter out, CancelBench bench) {
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
