package io.hedgerow.benchmarks.hedging;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.Plot;
import io.hedgerow.benchmarks.report.ReportOptions;
import io.hedgerow.benchmarks.report.ReportParts;
import io.hedgerow.simulation.ToolOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench hedging}: plots the time to a success with and without hedges. */
@Command(
    name = "hedging",
    header = "Time to a success with one attempt, hedges, and three attempts",
    description = {
      "",
      "Sends the same requests by several plans to two upstreams: one whose times are spread, and"
          + " one that is fast but for a slow tail. Prints the share of requests that succeed by a"
          + " time, and the attempts that it takes.",
      ""
    },
    footer = {
      "",
      "Writes hedging.md, hedging.json and hedging.svg. The defaults take two minutes.",
      "Exit status: 0, or 2 for a wrong option."
    })
public final class HedgingCommand implements Callable<Integer> {
  private static final List<Integer> TIMES = List.of(50, 100, 150, 200, 300, 400, 500, 600, 1000);
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9);
  private static final int STEP_MILLIS = 10;

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Requests per second. Default: ${DEFAULT-VALUE}")
  private int requestsPerSecond;

  @Option(
      names = "--seconds",
      defaultValue = "12",
      description = "Measured seconds for each plan. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--rate", requestsPerSecond);
    tool.requirePositive("--seconds", seconds);
    Machine machine = Machine.here();
    Path folder = output.newFolder("hedging");
    HedgingBench bench =
        output.isQuick()
            ? new HedgingBench(20, 1, folder)
            : new HedgingBench(requestsPerSecond, seconds, folder);
    List<HedgingBench.Result> results = new ArrayList<>();
    for (Upstream upstream : upstreams()) {
      results.addAll(bench.run(upstream));
    }
    Map<String, String> files =
        Map.of(
            "md",
            markdown(machine, results),
            "json",
            json(machine, results).encodePrettily(),
            "svg",
            plot(results).document());
    return output.finish(tool.out(), "hedging", files, true);
  }

  private List<Upstream> upstreams() {
    return output.isQuick() ? List.of(Upstream.SPREAD) : List.of(Upstream.values());
  }

  private String markdown(Machine machine, List<HedgingBench.Result> results) {
    StringBuilder text =
        new StringBuilder(ReportParts.head("Time to a success", machine))
            .append("Share of the requests that have a success by then, in percent; time by which")
            .append(" so many have one, in ms; attempts for each request.\n");
    for (Upstream upstream : upstreams()) {
      text.append("\n").append(upstream.title()).append(":\n\n| plan | requests |");
      TIMES.forEach(time -> text.append(" ").append(time).append(" ms |"));
      PERCENTILES.forEach(percent -> text.append(" p").append(ticks(percent)).append(" |"));
      text.append(" attempts |\n|---|").append("---:|".repeat(TIMES.size() + 6)).append("\n");
      for (HedgingBench.Result result : of(upstream, results)) {
        Curve curve = result.curve();
        text.append("| %s | %,d |".formatted(result.plan().title(), curve.requests()));
        for (int time : TIMES) {
          text.append(String.format(Locale.ROOT, " %.1f |", curve.percentBy(time)));
        }
        for (double percent : PERCENTILES) {
          text.append(" ").append(ReportParts.number("%.0f", curve.millis(percent))).append(" |");
        }
        text.append(String.format(Locale.ROOT, " %.2f |%n", result.attempts()));
      }
    }
    return text.toString();
  }

  private static String ticks(double percent) {
    return ReportParts.number(percent == Math.rint(percent) ? "%.0f" : "%.1f", percent);
  }

  private static JsonObject json(Machine machine, List<HedgingBench.Result> results) {
    JsonArray plans = new JsonArray();
    for (HedgingBench.Result result : results) {
      JsonObject percentBy = new JsonObject();
      TIMES.forEach(time -> percentBy.put(time + "ms", result.curve().percentBy(time)));
      JsonObject millis = new JsonObject();
      PERCENTILES.forEach(
          percent ->
              millis.put("p" + ticks(percent), ReportParts.orNull(result.curve().millis(percent))));
      plans.add(
          new JsonObject()
              .put("upstream", result.upstream().title())
              .put("plan", result.plan().title())
              .put("requests", result.curve().requests())
              .put("attempts", result.attempts())
              .put("successPercentBy", percentBy)
              .put("successMillis", millis));
    }
    return ReportParts.json(machine)
        .put("timeoutMillis", HedgingBench.TIMEOUT_MILLIS)
        .put("plans", plans);
  }

  private Plot plot(List<HedgingBench.Result> results) {
    Plot plot = new Plot();
    for (Upstream upstream : upstreams()) {
      plot.add(
          upstream.title(),
          "time since the request, ms",
          "% of the requests that have a success",
          of(upstream, results).stream().map(HedgingCommand::line).toList());
    }
    return plot;
  }

  private static Plot.Line line(HedgingBench.Result result) {
    return new Plot.Line(
        result.plan().title(),
        IntStream.rangeClosed(0, result.upstream().shownMillis() / STEP_MILLIS)
            .mapToObj(
                step ->
                    new Plot.Point(
                        step * STEP_MILLIS, result.curve().percentBy(step * STEP_MILLIS)))
            .toList());
  }

  private static List<HedgingBench.Result> of(
      Upstream upstream, List<HedgingBench.Result> results) {
    return results.stream().filter(result -> result.upstream() == upstream).toList();
  }
}
