package io.hedgerow.benchmarks.storm;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.Plot;
import io.hedgerow.benchmarks.report.ReportOptions;
import io.hedgerow.benchmarks.report.ReportParts;
import io.hedgerow.simulation.ToolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./hedgerow bench storm}: slows an upstream down for a while and plots the recovery. */
@Command(
    name = "storm",
    header = "Hedges when everything is slow, with and without guards",
    description = {
      "",
      "Sends /api/smart to an upstream that uses half of its capacity for that, and slows it down"
          + " fourfold for five seconds. Every request then needs hedges, which are more load."
          + " Prints how many requests succeed before, during and after that. The upstream works on"
          + " cancelled attempts too, except where the report says that it drops them.",
      ""
    },
    footer = {
      "",
      "Writes storm.md, storm.json and storm.svg. Takes less than two minutes.",
      "Exit status: 0, or 2 for a wrong option."
    })
public final class StormCommand implements Callable<Integer> {
  private static final int SLOWER = 4;

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  /** The lengths of the phases in seconds: warm-up, healthy, slow, and healthy again. */
  private record Phases(int warmUp, int before, int slow, int after) {
    int seconds() {
      return before + slow + after;
    }
  }

  @Override
  public Integer call() throws Exception {
    Phases phases = output.isQuick() ? new Phases(1, 1, 1, 1) : new Phases(5, 10, 5, 25);
    Machine machine = Machine.here();
    List<Storm> storms = new ArrayList<>();
    try {
      for (Guard guard : output.isQuick() ? List.of(Guard.NONE) : List.of(Guard.values())) {
        storms.add(new Storm(guard));
      }
      Thread.sleep(TimeUnit.SECONDS.toMillis(phases.warmUp));
      storms.forEach(storm -> storm.begin(phases.seconds()));
      pass(phases.before, storms, SLOWER);
      pass(phases.slow, storms, 1);
      pass(phases.after, storms, 1);
    } finally {
      storms.forEach(Storm::close);
    }
    Map<String, String> files =
        Map.of(
            "md",
            markdown(machine, phases, storms),
            "json",
            json(machine, phases, storms).encodePrettily(),
            "svg",
            plot(phases, storms).document());
    return output.finish(tool.out(), "storm", files, true);
  }

  private static void pass(int seconds, List<Storm> storms, int slowerThen)
      throws InterruptedException {
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    storms.forEach(storm -> storm.endPhase(slowerThen));
  }

  private static String markdown(Machine machine, Phases phases, List<Storm> storms) {
    StringBuilder text =
        new StringBuilder(
            ReportParts.head(
                "Hedges when everything is slow",
                machine,
                String.format(
                    Locale.ROOT,
                    "%d requests a second to /api/smart, timeout %d ms, no retries",
                    Storm.RATE,
                    Storm.TIMEOUT_MILLIS),
                String.format(
                    Locale.ROOT,
                    "The upstream can answer %d a second, for %d s a quarter of that",
                    BusyUpstream.CAPACITY,
                    phases.slow)));
    text.append(
        """
        Requests that succeed, and attempts for each request, before the upstream was slow, while it
        was, and in the second half of the time after that:

        | guard | before | slow | after | attempts before | slow | after |
        |---|---:|---:|---:|---:|---:|---:|
        """);
    for (Storm storm : storms) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f %% | %.0f %% | %.0f %% | %.2f | %.2f | %.2f |%n",
              storm.guard().title(),
              successPercent(storm, 0, phases.before),
              successPercent(storm, phases.before, phases.before + phases.slow),
              successPercent(storm, phases.seconds() - halfOf(phases.after), phases.seconds()),
              attemptsEach(storm, 0, phases.before),
              attemptsEach(storm, 1, phases.slow),
              attemptsEach(storm, 2, phases.after)));
    }
    return text.toString();
  }

  private static int halfOf(int seconds) {
    return (seconds + 1) / 2;
  }

  private static double successPercent(Storm storm, int fromSecond, int toSecond) {
    int bins = 1000 / Storm.BIN_MILLIS;
    double goodput =
        storm.goodput().subList(fromSecond * bins, toSecond * bins).stream()
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(0);
    return 100 * goodput / Storm.RATE;
  }

  private static double attemptsEach(Storm storm, int phase, int seconds) {
    return (double) storm.attempts(phase) / (Storm.RATE * seconds);
  }

  private static JsonObject json(Machine machine, Phases phases, List<Storm> storms) {
    JsonArray guards = new JsonArray();
    for (Storm storm : storms) {
      guards.add(
          new JsonObject()
              .put("guard", storm.guard().title())
              .put("successesPerSecond", new JsonArray(storm.goodput()))
              .put("attemptsBefore", storm.attempts(0))
              .put("attemptsSlow", storm.attempts(1))
              .put("attemptsAfter", storm.attempts(2)));
    }
    return ReportParts.json(machine)
        .put("requestsPerSecond", Storm.RATE)
        .put("upstreamCapacity", BusyUpstream.CAPACITY)
        .put("slowFromSecond", phases.before)
        .put("slowToSecond", phases.before + phases.slow)
        .put("binMillis", Storm.BIN_MILLIS)
        .put("guards", guards);
  }

  private static Plot plot(Phases phases, List<Storm> storms) {
    Plot plot = new Plot();
    plot.add(
        "/api/smart, %d requests a second; the upstream is slow in the shaded time"
            .formatted(Storm.RATE),
        "time, s",
        "successes per second",
        storms.stream().map(StormCommand::line).toList(),
        new Plot.Band(phases.before, phases.before + phases.slow));
    return plot;
  }

  private static Plot.Line line(Storm storm) {
    List<Double> goodput = storm.goodput();
    return new Plot.Line(
        storm.guard().title(),
        IntStream.range(0, goodput.size())
            .mapToObj(bin -> new Plot.Point(bin * Storm.BIN_MILLIS / 1e3, goodput.get(bin)))
            .toList());
  }
}
