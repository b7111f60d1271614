package io.hedgerow.benchmarks.soak;

import io.hedgerow.simulation.ToolOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow soak}: runs a soak, shows its progress, and prints a table at the end. */
@Command(
    name = "hedgerow soak",
    description = {
      "Sends many requests of every kind to a gateway whose upstreams fail in every way, while its"
          + " routes are reloaded and replicas are killed, slow or failing. Some callers hang up."
          + " Prints the results, and any leak at the end.",
      ""
    },
    footer = {
      "",
      "Everything runs in this process, on loopback.",
      "",
      "Exit status: 0 if everything was right, 1 for a wrong or missing answer or a leak, 2 for a"
          + " wrong option."
    })
public final class SoakCommand implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  @Option(
      names = "--requests",
      defaultValue = "100000",
      description = "Number of requests, 100 or more. Default: ${DEFAULT-VALUE}")
  private long requests;

  @Option(
      names = "--callers",
      defaultValue = "100",
      description = "Number of concurrent callers, 1 to 5000. Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--seed",
      description = "Seed of requests and faults. Default: a new one, printed")
  private @Nullable Long seed;

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SoakCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    tool.require(requests >= 100, "--requests", requests, "100 or more");
    tool.require(callers >= 1 && callers <= 5000, "--callers", callers, "1 to 5000");
    PrintWriter out = tool.out();
    long from = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000_000) : seed;
    out.printf(
        Locale.ROOT, "Soaking with %,d requests of %d callers, seed %d%n", requests, callers, from);
    out.flush();
    long startNanos = System.nanoTime();
    Progress progress =
        new Progress(out, Progress.Display.ofThisProcess(), requests, System::nanoTime);
    Soak soak = Soak.run(requests, callers, from, progress);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    print(out, soak, seconds);
    return soak.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private void print(PrintWriter out, Soak soak, double seconds) {
    out.printf(
        Locale.ROOT,
        "%n%,d requests in %.0f s, %,.0f a second, %,d reloads and %,d troubles of replicas%n%n",
        requests,
        seconds,
        requests / seconds,
        soak.tally().reloads(),
        soak.troubles());
    for (Map.Entry<SoakRoute, Map<String, Long>> answers : soak.tally().answers().entrySet()) {
      out.println(answers.getKey().path());
      answers
          .getValue()
          .forEach((kind, count) -> out.printf(Locale.ROOT, "  %-24s %,12d%n", kind, count));
    }
    Histogram overrun = soak.tally().overrunMicros();
    Histogram early = soak.tally().earlyMicros();
    out.printf(
        Locale.ROOT,
        "%nIn time when warm: %.4f %% of %,d answers; late by 1 ms or more: %,d, by 10 ms or"
            + " more: %,d, worst: %.1f ms%n",
        overrun.getPercentileAtOrBelowValue(0),
        overrun.getTotalCount(),
        overrun.getTotalCount() - overrun.getCountBetweenValues(0, 999),
        overrun.getTotalCount() - overrun.getCountBetweenValues(0, 9_999),
        overrun.getMaxValue() / 1000.0);
    out.printf(
        Locale.ROOT,
        "Deadline verdicts before their timeout: median %.1f ms, p99 %.1f ms, maximum %.1f ms%n",
        early.getValueAtPercentile(50) / 1000.0,
        early.getValueAtPercentile(99) / 1000.0,
        early.getMaxValue() / 1000.0);
    out.println("Before: " + soak.before());
    out.println("Warm:   " + soak.warm());
    out.println("End:    " + soak.end());
    out.println("Closed: " + soak.after());
    soak.tally().violations().forEach(violation -> out.println("VIOLATION: " + violation));
    soak.leaks().forEach(leak -> out.println("LEAK: " + leak));
    out.printf(
        Locale.ROOT,
        "%,d violations, %d leaks%n",
        soak.tally().violationCount(),
        soak.leaks().size());
    out.flush();
  }
}
