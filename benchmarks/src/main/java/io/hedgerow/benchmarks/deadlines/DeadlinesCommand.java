package io.hedgerow.benchmarks.deadlines;

import io.hedgerow.benchmarks.load.Processors;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench deadlines}: measures how exactly the gateway keeps short timeouts. */
@Command(
    name = "deadlines",
    header = "When answers arrive that the timeout ends, idle and under load",
    description = {
      "",
      "Sends /api/all with short timeouts, which mostly end before the upstream's 100 to 600 ms,"
          + " beside a load of /api/first. Prints how long before or after the timeout the callers"
          + " have the answer. The gateway runs on one half of the processors, callers and upstream"
          + " on the other.",
      ""
    },
    footer = {
      "",
      "Writes deadlines.md, deadlines.json and deadlines.svg. The defaults take two minutes.",
      "Exit status: 0, or 2 for a wrong option."
    })
public final class DeadlinesCommand implements Callable<Integer> {
  private static final int PROBES = 100;

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  @Option(
      names = "--loads",
      split = ",",
      defaultValue = "0,1000,2500",
      description = "Requests per second beside the measured ones. Default: ${DEFAULT-VALUE}")
  private List<Integer> loads = List.of();

  @Option(
      names = "--timeouts",
      split = ",",
      defaultValue = "1,50,299,300,301",
      description = "Timeouts in milliseconds, at most 60000. Default: ${DEFAULT-VALUE}")
  private List<Integer> timeoutsMillis = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description =
          "Measured seconds for each load and timeout, with 100 requests each. Default:"
              + " ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description = "Seconds to warm up, not measured. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Override
  public Integer call() throws Exception {
    tool.require(
        loads.stream().allMatch(load -> load >= 0), "--loads", loads, "whole numbers from 0");
    tool.require(
        timeoutsMillis.stream().allMatch(timeout -> timeout >= 1 && timeout <= 60_000),
        "--timeouts",
        timeoutsMillis,
        "whole numbers from 1 to 60000");
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--warm-up", warmUpSeconds);
    Machine machine = Machine.here();
    DeadlinesBench.Plan plan =
        output.isQuick()
            ? new DeadlinesBench.Plan(List.of(0, 20), List.of(1, 50), PROBES, 1, 1)
            : new DeadlinesBench.Plan(loads, timeoutsMillis, PROBES, seconds, warmUpSeconds);
    try (Processors.Division division = Processors.divide()) {
      List<DeadlinesBench.Result> results = new DeadlinesBench(plan, division.serverPrefix()).run();
      Map<String, String> files =
          Map.of(
              "md",
              markdown(machine, division, results),
              "json",
              json(machine, results).encodePrettily(),
              "svg",
              plot(results).document());
      return output.finish(tool.out(), "deadlines", files, true);
    }
  }

  private static String markdown(
      Machine machine, Processors.Division division, List<DeadlinesBench.Result> results) {
    StringBuilder text =
        new StringBuilder(ReportParts.head("Deadlines", machine, division.inWords()))
            .append("Milliseconds from the timeout to the answer at the caller; negative is early.")
            .append(
                """


                | load, requests a second | CPU | timeout, ms | answers | p1 | p50 | p99 | most | \
                late, % | callers late, p99 |
                |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """);
    for (DeadlinesBench.Result result : results) {
      for (Lateness timeout : result.timeouts()) {
        text.append(
            String.format(
                Locale.ROOT,
                "| %,d | %.0f %% | %,d | %,d | %s | %s | %s | %s | %.2f | %.1f |%n",
                result.load(),
                result.cpuPercent(),
                timeout.timeoutMillis(),
                timeout.deadlines(),
                ReportParts.number("%.1f", timeout.millisAfter(1)),
                ReportParts.number("%.1f", timeout.millisAfter(50)),
                ReportParts.number("%.1f", timeout.millisAfter(99)),
                ReportParts.number("%.1f", timeout.millisAfter(100)),
                timeout.latePercent(),
                timeout.callersLateMillis(99)));
      }
    }
    return text.toString();
  }

  private static JsonObject json(Machine machine, List<DeadlinesBench.Result> results) {
    JsonArray timeouts = new JsonArray();
    for (DeadlinesBench.Result result : results) {
      for (Lateness timeout : result.timeouts()) {
        timeouts.add(
            new JsonObject()
                .put("load", result.load())
                .put("cpuPercent", result.cpuPercent())
                .put("timeoutMillis", timeout.timeoutMillis())
                .put("answers", timeout.deadlines())
                .put("millisAfterP1", ReportParts.orNull(timeout.millisAfter(1)))
                .put("millisAfterP50", ReportParts.orNull(timeout.millisAfter(50)))
                .put("millisAfterP99", ReportParts.orNull(timeout.millisAfter(99)))
                .put("millisAfterMost", ReportParts.orNull(timeout.millisAfter(100)))
                .put("latePercent", timeout.latePercent())
                .put("callersLateMillisP99", timeout.callersLateMillis(99)));
      }
    }
    return ReportParts.json(machine).put("timeouts", timeouts);
  }

  private static Plot plot(List<DeadlinesBench.Result> results) {
    List<Plot.Range> ranges = new ArrayList<>();
    for (DeadlinesBench.Result result : results) {
      for (Lateness timeout : result.timeouts()) {
        if (timeout.deadlines() > 0) {
          ranges.add(
              new Plot.Range(
                  String.format(
                      Locale.ROOT, "%,d ms, %,d/s", timeout.timeoutMillis(), result.load()),
                  timeout.millisAfter(1),
                  timeout.millisAfter(50),
                  timeout.millisAfter(99),
                  timeout.millisAfter(100)));
        }
      }
    }
    Plot plot = new Plot();
    plot.addRanges(
        "Answers that the timeout ends: box p1 to p99, stroke median, line to the latest",
        "ms after the timeout (negative: before it)",
        ranges);
    return plot;
  }
}
