package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.report.Plot;
import io.hedgerow.simulation.ToolOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench overload}: measures overload and recovery, and plots both. */
@Command(
    name = "overload",
    header = "What callers get above capacity, and after the upstream was slow",
    description = {
      "",
      "Sends one event loop loads below and above its capacity and prints what callers got. Then"
          + " slows the upstream down tenfold for ten seconds and prints how long the gateway took"
          + " to recover. Requests are /api/first with a timeout of 1 s; the upstream takes 100 to"
          + " 600 ms, and one in ten of its answers fails. Gateway, callers and upstream run on"
          + " separate processors if there are enough.",
      ""
    },
    footer = {
      "",
      "Exit status: 0 if every target was met, 1 if not, 2 for a wrong option.",
      "The defaults take a quarter of an hour."
    })
public final class OverloadCommand implements Callable<Integer> {
  @Mixin private final ToolOptions tool = new ToolOptions();

  private static final double GOODPUT_TARGET = 0.9;
  private static final double IN_TIME_TARGET = 0.999;
  private static final double REJECTION_TARGET_MILLIS = 50;
  private static final double RECOVERY_TARGET_SECONDS = 5;

  /** The load while the upstream is slow, as a share of the capacity. */
  private static final double LOADED = 0.9;

  private static final String TABLE =
      """
      load   offered  success rejected    in time    accepted, ms    rejected, ms   callers
      ×     a second a second a second                p50     p99     p50     p99  late, ms""";

  @Option(
      names = "--multiples",
      split = ",",
      defaultValue = "0.5,0.75,1,1.25,1.5,2,2.5,3",
      description = "Loads to offer, as multiples of the capacity. Default: ${DEFAULT-VALUE}")
  private double[] multiples = {};

  @Option(
      names = "--capacity",
      defaultValue = "0",
      description = "Capacity in requests per second; 0 measures it. Default: 0")
  private int capacity;

  @Option(
      names = "--warm-up",
      defaultValue = "60",
      description = "Seconds to warm up each gateway, not measured. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Measured seconds per load and round. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description =
          "How often to repeat all loads in turn, so that one slow moment of the machine does not"
              + " distort the result. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--recovery",
      arity = "1",
      defaultValue = "true",
      description =
          "Whether to measure the recovery from a slow upstream. Default: ${DEFAULT-VALUE}")
  private boolean isRecoveryWanted;

  @Option(
      names = "--svg",
      defaultValue = "target/bench/overload.svg",
      description = "File for the plot. Default: ${DEFAULT-VALUE}")
  private Path svg = Path.of("overload.svg");

  /** One load and its results. */
  private record Step(double multiple, Tally tally) {}

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--warm-up", warmUpSeconds);
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--rounds", rounds);
    tool.require(capacity >= 0, "--capacity", capacity, "a whole number from 0");
    tool.require(
        multiples.length > 0 && Arrays.stream(multiples).allMatch(m -> m >= 0.1 && m <= 10),
        "--multiples",
        Arrays.toString(multiples),
        "from 0.1 to 10");
    Plot plot = new Plot();
    boolean isMet = offerLoads(plot);
    if (isRecoveryWanted) {
      isMet &= slowTheUpstream(plot);
    }
    write(plot);
    return isMet ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private boolean offerLoads(Plot plot) throws IOException, InterruptedException {
    List<Step> steps =
        Arrays.stream(multiples)
            .mapToObj(multiple -> new Step(multiple, Testbed.newTally()))
            .toList();
    try (Testbed testbed = Testbed.start(List.of(), warmUpSeconds)) {
      tool.out().println("Processors: " + testbed.processors());
      if (capacity == 0) {
        capacity = (int) Math.round(testbed.capacity(seconds));
      }
      tool.out().printf(Locale.ROOT, "Capacity: %,d successes per second%n%n", capacity);
      tool.out().println(TABLE);
      for (int round = 1; round <= rounds; round++) {
        for (Step step : steps) {
          testbed.measure(Math.round(step.multiple * capacity), seconds, step.tally);
          if (round == rounds) {
            print(step);
          }
        }
      }
    }
    plot(steps, plot);
    return isMet(steps);
  }

  private void print(Step step) {
    Tally tally = step.tally;
    tool.out()
        .printf(
            Locale.ROOT,
            "%-5.2f %8.0f %8.0f %8.0f %9.3f%% %7.1f %7.1f %7.1f %7.1f %9.1f%n",
            step.multiple,
            perSecond(tally.asked()),
            perSecond(tally.successes()),
            perSecond(tally.rejections()),
            100 * tally.inTimeShare(),
            tally.acceptedMillis(50),
            tally.acceptedMillis(99),
            tally.rejectionMillis(50),
            tally.rejectionMillis(99),
            tally.callersLateMillis(99));
    tool.out().flush();
  }

  private double perSecond(long count) {
    return (double) count / (seconds * rounds);
  }

  private boolean isMet(List<Step> steps) {
    long peak = steps.stream().mapToLong(step -> step.tally.successes()).max().orElse(0);
    double goodput = (double) steps.getLast().tally.successes() / peak;
    double inTime = steps.stream().mapToDouble(step -> step.tally.inTimeShare()).min().orElse(0);
    Tally all = Testbed.newTally();
    steps.forEach(step -> all.addRejections(step.tally));
    double rejection = all.rejectionMillis(99);
    double worst =
        steps.stream().mapToDouble(step -> step.tally.rejectionMillis(99)).max().orElse(0);
    tool.out().println();
    boolean isMet =
        target(
            goodput >= GOODPUT_TARGET,
            String.format(
                Locale.ROOT,
                "%.0f %% of peak goodput at %.2f × (target: 90 %%)",
                100 * goodput,
                steps.getLast().multiple));
    isMet &=
        target(
            inTime >= IN_TIME_TARGET,
            String.format(
                Locale.ROOT,
                "%.3f %% of accepted requests answered in time, at worst (target: 99.9 %%)",
                100 * inTime));
    isMet &=
        target(
            rejection <= REJECTION_TARGET_MILLIS,
            String.format(
                Locale.ROOT,
                "%.1f ms at p99 for all rejections, %.1f at the worst load (target: 50 ms)",
                rejection,
                worst));
    return isMet;
  }

  private boolean slowTheUpstream(Plot plot) throws IOException, InterruptedException {
    tool.out().printf("%nUpstream ten times slower for 10 s, at 0.9 of the capacity:%n");
    List<Plot.Line> lines = new ArrayList<>();
    boolean isMet = true;
    for (Recovery.Guards guards : Recovery.Guards.values()) {
      Recovery recovery = Recovery.run(guards, Math.round(LOADED * capacity), warmUpSeconds);
      lines.add(new Plot.Line(guards.title(), points(recovery)));
      boolean isBack =
          target(
              recovery.seconds() <= RECOVERY_TARGET_SECONDS,
              "protection " + guards.title() + ": " + recovery.inWords() + " (target: 5 s)");
      isMet &= isBack || guards == Recovery.Guards.NONE;
    }
    plot.add(
        "An upstream that is ten times as slow for ten seconds (shaded)",
        "time, s",
        "successes per second",
        lines,
        new Plot.Band(Recovery.SLOW_FROM_SECONDS, Recovery.SLOW_TO_SECONDS));
    return isMet;
  }

  private boolean target(boolean isMet, String what) {
    tool.out().println((isMet ? "met     " : "MISSED  ") + what);
    tool.out().flush();
    return isMet;
  }

  private void plot(List<Step> steps, Plot plot) {
    plot.add(
        "What becomes of the requests",
        "offered load, × capacity",
        "requests per second",
        List.of(
            line("offered", steps, tally -> perSecond(tally.asked())),
            line("success", steps, tally -> perSecond(tally.successes())),
            line("rejected", steps, tally -> perSecond(tally.rejections()))));
    plot.add(
        "Time until the answer",
        "offered load, × capacity",
        "milliseconds",
        List.of(
            line("accepted, p99", steps, tally -> tally.acceptedMillis(99)),
            line("accepted, p50", steps, tally -> tally.acceptedMillis(50)),
            line("rejected, p99", steps, tally -> tally.rejectionMillis(99))));
    plot.add(
        "Accepted requests answered in time",
        "offered load, × capacity",
        "% of the accepted",
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
    tool.out().println();
    tool.out().println("Plot: " + svg);
    tool.out().flush();
  }
}
