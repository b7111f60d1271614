package io.hedgerow.benchmarks.overload;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./hedgerow overload}: what becomes of callers when there are too many of them. */
@Command(
    name = "hedgerow overload",
    description = {
      "Offers one event loop less and more than it can do, and prints what callers got; then makes"
          + " the upstream ten times as slow for ten seconds, and prints how long it took to get"
          + " over it. /api/first with a timeout of 1 s; the upstream takes 100 to 600 ms, and"
          + " one in ten of its answers fails. All on loopback, on processors of their own as"
          + " far as there are. Nothing else should run meanwhile.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 if every target was met, 1 if not, 2 for a wrong option.",
      "With the defaults it takes seven minutes."
    })
public final class OverloadCommand implements Callable<Integer> {
  private static final double GOODPUT_TARGET = 0.9;
  private static final double IN_TIME_TARGET = 0.999;
  private static final double REFUSAL_TARGET_MILLIS = 50;
  private static final double RECOVERY_TARGET_SECONDS = 5;

  private static final String TABLE =
      """
      load   offered  success  refused    in time    accepted, ms     refused, ms   callers
      ×     a second a second a second                p50     p99     p50     p99  late, ms""";

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and stop")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean isHelpWanted;

  @Option(
      names = "--multiples",
      split = ",",
      defaultValue = "0.5,0.75,1,1.25,1.5,2,2.5,3",
      description = "Load to offer, in multiples of the capacity. Default: ${DEFAULT-VALUE}")
  private double[] multiples = {};

  @Option(
      names = "--capacity",
      defaultValue = "0",
      description = "Requests a second that count as its capacity; 0 measures it. Default: 0")
  private int capacity;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds that do not count, for each gateway. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Seconds that count, for each load. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--recovery",
      arity = "1",
      defaultValue = "true",
      description = "Whether the upstream is made slow as well. Default: ${DEFAULT-VALUE}")
  private boolean isRecoveryWanted;

  @Option(
      names = "--svg",
      defaultValue = "target/overload.svg",
      description = "Where the plot is written. Default: ${DEFAULT-VALUE}")
  private Path svg = Path.of("overload.svg");

  /** One load and what became of it. */
  private record Step(double multiple, Tally tally) {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new OverloadCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    require("--warm-up", warmUpSeconds, 1);
    require("--seconds", seconds, 1);
    require("--capacity", capacity, 0);
    if (multiples.length == 0 || Arrays.stream(multiples).anyMatch(m -> !(m > 0 && m <= 10))) {
      throw wrong("--multiples: " + Arrays.toString(multiples) + " (expected: from 0.1 to 10)");
    }
    Plot plot = new Plot();
    boolean isMet = offerLoads(plot);
    if (isRecoveryWanted) {
      isMet &= slowTheUpstream(plot);
    }
    write(plot);
    return isMet ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean offerLoads(Plot plot) throws IOException, InterruptedException {
    List<Step> steps = new ArrayList<>();
    try (Rig rig = Rig.start(List.of(), warmUpSeconds)) {
      out().println("Processors: " + rig.processors());
      if (capacity == 0) {
        capacity = (int) Math.round(rig.capacity(seconds));
      }
      out().printf(Locale.ROOT, "Capacity: %,d successes a second%n%n", capacity);
      out().println(TABLE);
      for (double multiple : multiples) {
        Step step = new Step(multiple, rig.measure(Math.round(multiple * capacity), seconds));
        steps.add(step);
        print(step);
      }
    }
    plot(steps, plot);
    return isMet(steps);
  }

  private void print(Step step) {
    Tally tally = step.tally;
    out()
        .printf(
            Locale.ROOT,
            "%-5.2f %8.0f %8.0f %8.0f %9.3f%% %7.1f %7.1f %7.1f %7.1f %9.1f%n",
            step.multiple,
            (double) tally.asked() / seconds,
            (double) tally.successes() / seconds,
            (double) tally.refusals() / seconds,
            100 * tally.inTimeShare(),
            tally.acceptedMillis(50),
            tally.acceptedMillis(99),
            tally.refusalMillis(50),
            tally.refusalMillis(99),
            tally.callersLateMillis(99));
    out().flush();
  }

  private boolean isMet(List<Step> steps) {
    long peak = steps.stream().mapToLong(step -> step.tally.successes()).max().orElse(0);
    double goodput = (double) steps.getLast().tally.successes() / peak;
    double inTime = steps.stream().mapToDouble(step -> step.tally.inTimeShare()).min().orElse(0);
    double refusal =
        steps.stream().mapToDouble(step -> step.tally.refusalMillis(99)).max().orElse(0);
    out().println();
    boolean isMet =
        target(
            goodput >= GOODPUT_TARGET,
            String.format(
                Locale.ROOT,
                "%.0f %% of the most successes at %.2f × (target: 90 %%)",
                100 * goodput,
                steps.getLast().multiple));
    isMet &=
        target(
            inTime >= IN_TIME_TARGET,
            String.format(
                Locale.ROOT,
                "%.3f %% of what was accepted answered in time, at worst (target: 99.9 %%)",
                100 * inTime));
    isMet &=
        target(
            refusal <= REFUSAL_TARGET_MILLIS,
            String.format(
                Locale.ROOT,
                "%.1f ms for the 99th percentile of refusals, at worst (target: 50 ms)",
                refusal));
    return isMet;
  }

  private boolean slowTheUpstream(Plot plot) throws IOException, InterruptedException {
    out().printf("%nUpstream ten times as slow for 10 s, under 0.9 of the capacity:%n");
    List<Plot.Line> lines = new ArrayList<>();
    boolean isMet = true;
    for (Recovery.Guards guards : Recovery.Guards.values()) {
      Recovery recovery = Recovery.run(guards, Math.round(0.9 * capacity), warmUpSeconds);
      lines.add(new Plot.Line(guards.title(), points(recovery)));
      boolean isBack =
          target(
              recovery.seconds() <= RECOVERY_TARGET_SECONDS,
              String.format(
                  Locale.ROOT,
                  "guards %s: back after %.2f s (target: 5 s)",
                  guards.title(),
                  recovery.seconds()));
      isMet &= isBack || guards == Recovery.Guards.NONE;
    }
    plot.add("Successes a second; the upstream is slow from 10 s to 20 s", "seconds", lines);
    return isMet;
  }

  private boolean target(boolean isMet, String what) {
    out().println((isMet ? "met     " : "MISSED  ") + what);
    out().flush();
    return isMet;
  }

  private void plot(List<Step> steps, Plot plot) {
    plot.add(
        "Requests a second",
        "offered load, × capacity",
        List.of(
            line("offered", steps, tally -> (double) tally.asked() / seconds),
            line("success", steps, tally -> (double) tally.successes() / seconds),
            line("refused", steps, tally -> (double) tally.refusals() / seconds)));
    plot.add(
        "Milliseconds",
        "offered load, × capacity",
        List.of(
            line("accepted, p99", steps, tally -> tally.acceptedMillis(99)),
            line("accepted, p50", steps, tally -> tally.acceptedMillis(50)),
            line("refused, p99", steps, tally -> tally.refusalMillis(99))));
    plot.add(
        "Accepted and answered in time, %",
        "offered load, × capacity",
        List.of(line("in time", steps, tally -> 100 * tally.inTimeShare())));
  }

  private static Plot.Line line(String name, List<Step> steps, ToDoubleFunction<Tally> value) {
    return new Plot.Line(
        name,
        steps.stream()
            .map(step -> new Plot.Point(step.multiple, value.applyAsDouble(step.tally)))
            .toList());
  }

  private static List<Plot.Point> points(Recovery recovery) {
    List<Double> goodput = recovery.goodput();
    return IntStream.range(0, goodput.size())
        .mapToObj(bin -> new Plot.Point(bin * Recovery.BIN_MILLIS / 1e3, goodput.get(bin)))
        .toList();
  }

  private void write(Plot plot) throws IOException {
    Path folder = svg.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(svg, plot.document());
    out().println();
    out().println("Plot: " + svg);
    out().flush();
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  private void require(String name, int value, int least) {
    if (value < least) {
      throw wrong(name + ": " + value + " (expected: a whole number from " + least + ")");
    }
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(commandLine(), message);
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
