package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.Plot;
import io.hedgerow.benchmarks.report.ReportParts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of a contest, as Markdown, JSON and SVG.
 *
 * @param processors describes which process used which processors
 * @param missing servers that are not installed, each with the command that installs it
 * @param versions versions of the servers by title
 */
record Report(
    Machine machine,
    String processors,
    Contest.Plan plan,
    Map<String, String> versions,
    Map<String, String> missing,
    List<Result> results) {
  /** The report's files by extension. */
  Map<String, String> files() {
    return Map.of("md", markdown(), "json", json().encodePrettily(), "svg", plot().document());
  }

  boolean isEveryTargetMet() {
    return Target.ALL.stream().allMatch(target -> target.isMet(results));
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder(ReportParts.head("Hedgerow and its peers", machine, processors));
    versions.forEach((title, version) -> text.append("- " + title + ": " + version + "\n"));
    missing.forEach(
        (title, install) -> text.append("- " + title + ": not installed (" + install + ")\n"));
    text.append("\n").append(method()).append("\n");
    text.append(table()).append("\n").append(targets());
    return text.toString();
  }

  private String method() {
    return """
        Each server runs in its own process with its defaults, and sees only the processors that it
        may use. They take turns: %d × %d s each, after %d s of warm-up. Figures are medians over
        the rounds, with the range of the processor time. The upstream takes 100 to 600 ms, and one
        in ten of its answers fails. A request has a timeout of %d ms. The load is an open loop:
        requests start at a fixed rate, whatever the answers do. *Callers* are the requests that an
        ideal race keeps in flight at that rate (rate × 238 ms).

        - *CPU*: user and system time of the process and its children, for each answer.
        - *Resident*: at the end of a turn; *peak* during it.
        - *Allocated*: by live threads, as jcmd reports it (Java); TotalAlloc (Go).
        - *Added*: time of a success at the caller beyond the time that the upstream needed for
          the winner, which its answer tells. That is what an ideal race would have taken.
        - *Failed*: answers in time without a success. A single request, as HAProxy sends it,
          fails when the upstream does.
        - *Refused*: answers with Retry-After, from a server that finds itself overloaded.
        - *Late*: answers after the timeout, or none.
        - *Callers late*: how late requests were sent. More than a few ms mean that the callers
          were overloaded, and that added times are too high.
        """
        .formatted(plan.rounds(), plan.seconds(), plan.warmUpSeconds(), Contestant.TIMEOUT_MILLIS);
  }

  private String table() {
    StringBuilder text = new StringBuilder("| server | callers | requests a second |");
    StringBuilder rule = new StringBuilder("|---|---:|---:|");
    for (Figure figure : Figure.values()) {
      text.append(' ').append(figure.title()).append(" |");
      rule.append("---:|");
    }
    text.append('\n').append(rule).append('\n');
    for (Result result : results) {
      Entry entry = result.entry();
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d |",
              entry.server().title(),
              entry.callers(),
              entry.requestsPerSecond()));
      for (Figure figure : Figure.values()) {
        text.append(' ').append(number(result.median(figure), figure));
        if (figure == Figure.CPU) {
          text.append(" (" + number(result.min(figure), figure));
          text.append(" to " + number(result.max(figure), figure) + ")");
        }
        text.append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String targets() {
    StringBuilder text = new StringBuilder("| CPU | ratio | target | |\n|---|---:|---:|---|\n");
    for (Target target : Target.ALL) {
      String ratio =
          target.ratio(results).map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("–");
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %s | %.2f | %s |%n",
              target.inWords(),
              ratio,
              target.limit(),
              target.verdict(results)));
    }
    return text.toString();
  }

  private static String number(double value, Figure figure) {
    return ReportParts.number("%,." + figure.decimals() + "f", value);
  }

  JsonObject json() {
    JsonArray servers = new JsonArray();
    for (Result result : results) {
      JsonObject medians = new JsonObject();
      for (Figure figure : Figure.values()) {
        put(medians, figure, result.median(figure));
      }
      JsonArray turns = new JsonArray();
      for (Turn turn : result.turns()) {
        JsonObject figures = new JsonObject();
        turn.figures().forEach((figure, value) -> put(figures, figure, value));
        turns.add(figures);
      }
      servers.add(
          new JsonObject()
              .put("server", result.entry().server().label())
              .put("title", result.entry().server().title())
              .put("callers", result.entry().callers())
              .put("requestsPerSecond", result.entry().requestsPerSecond())
              .put("medians", medians)
              .put("turns", turns));
    }
    JsonArray targets = new JsonArray();
    for (Target target : Target.ALL) {
      targets.add(
          new JsonObject()
              .put("server", target.entry())
              .put("against", target.against())
              .put("times", target.times())
              .put("ratio", target.ratio(results).orElse(null))
              .put("target", target.limit()));
    }
    return ReportParts.json(machine)
        .put("division", processors)
        .put("rounds", plan.rounds())
        .put("secondsPerTurn", plan.seconds())
        .put("warmUpSeconds", plan.warmUpSeconds())
        .put("versions", new JsonObject(Map.copyOf(versions)))
        .put("missing", new JsonObject(Map.copyOf(missing)))
        .put("servers", servers)
        .put("targets", targets);
  }

  private static void put(JsonObject figures, Figure figure, double value) {
    figures.put(figure.key(), ReportParts.orNull(value));
  }

  Plot plot() {
    Plot plot = new Plot();
    List<Plot.Line> lines = goodput();
    if (!lines.isEmpty()) {
      plot.add("Successes in time", "requests per second offered", "successes per second", lines);
      return plot;
    }
    for (Figure figure : List.of(Figure.CPU, Figure.RESIDENT, Figure.ADDED_P99)) {
      plot.addBars(figure.title(), bars(figure));
    }
    return plot;
  }

  /** One line for each server that was measured with several loads. */
  private List<Plot.Line> goodput() {
    Map<String, List<Plot.Point>> points = new LinkedHashMap<>();
    for (Result result : results) {
      points
          .computeIfAbsent(result.entry().server().label(), _ -> new ArrayList<>())
          .add(new Plot.Point(result.entry().requestsPerSecond(), result.goodput()));
    }
    return points.entrySet().stream()
        .filter(line -> line.getValue().size() > 1)
        .map(line -> new Plot.Line(line.getKey(), line.getValue()))
        .toList();
  }

  /** Servers that refuse work or are late get no bar, because it would dwarf the others. */
  private List<Plot.Bar> bars(Figure figure) {
    return results.stream()
        .map(
            result ->
                new Plot.Bar(
                    result.entry().label(), result.isSound() ? result.median(figure) : Double.NaN))
        .toList();
  }
}
