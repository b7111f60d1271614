package io.hedgerow.benchmarks.memory;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.ReportParts;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The report of a run, as Markdown and JSON.
 *
 * @param openFilesMax the gateway's limit of open files
 * @param settings of the gateway that differ from its defaults
 */
record Report(
    Machine machine,
    long openFilesMax,
    List<String> settings,
    MemoryBench.Plan plan,
    List<Result> results) {
  /** The report's files by extension. */
  Map<String, String> files() {
    return Map.of("md", markdown(), "json", json().encodePrettily());
  }

  boolean isEveryTargetMet() {
    return results.stream().allMatch(Result::isMet);
  }

  String markdown() {
    return ReportParts.head(
            "Hedgerow's memory",
            machine,
            String.format(Locale.ROOT, "Open files: %,d (`ulimit -n`)", openFilesMax),
            "JVM: `" + String.join(" ", options()) + "`",
            ReportParts.settings(settings))
        + method()
        + "\n"
        + table();
  }

  private String method() {
    return """
        The gateway does the steps in this order, %d s each (rest: %d s), loads after as long with
        growing rates. Requests are `/api/first`, at a fixed rate whatever the answers do. The
        upstream takes 100 to 600 ms, and one in ten of its answers fails. The gateway with requests
        in flight is another one; its upstream speaks HTTP/2 unless a setting says otherwise, and
        answers when all requests are there.

        - *Resident*: VmRSS at the end of the step; with requests in flight, when all are there.
        - *Peak*: VmHWM of the step. It is what the target for requests in flight is compared with;
          the other targets are compared with *resident*.
        - *CPU*, *allocated*: per request, all threads.
        - *Pauses*: of the garbage collector.
        - *Heap each*: live heap of a request in flight, after a full collection when all are there.
        - *Files each*: open files of a request in flight, sockets to callers and the upstream.
        """
        .formatted(plan.seconds(), plan.restSeconds());
  }

  private String table() {
    StringBuilder text =
        new StringBuilder(
            """
            | step | resident, MB | peak, MB | target, MB | | CPU, µs | allocated, KB | pauses | \
            longest, ms | refused, % | late, % | in flight | heap each, KB | files each |
            |---|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
    for (Result result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.0f | %.0f | %s | %s | %s | %s | %d | %.1f | %.2f | %.2f | %,d | %s"
                  + " | %s |%n",
              result.step().label(),
              result.residentMegabytes(),
              result.peakMegabytes(),
              result.step().targetMegabytes().stream()
                  .mapToObj(Integer::toString)
                  .findFirst()
                  .orElse("–"),
              result.verdict(),
              ReportParts.number("%.0f", result.cpuMicros()),
              ReportParts.number("%.1f", result.allocatedKilobytes()),
              result.pauses().count(),
              result.pauses().longestMillis(),
              result.refusedPercent(),
              result.latePercent(),
              result.held().requests(),
              ReportParts.number("%.1f", result.held().heapKilobytes()),
              ReportParts.number("%.2f", result.held().openFiles())));
    }
    return text.toString();
  }

  JsonObject json() {
    JsonArray steps = new JsonArray();
    for (Result result : results) {
      steps.add(
          new JsonObject()
              .put("step", result.step().label())
              .put("residentMegabytes", result.residentMegabytes())
              .put("peakMegabytes", result.peakMegabytes())
              .put(
                  "targetMegabytes",
                  result.step().targetMegabytes().stream().boxed().findFirst().orElse(null))
              .put("isMet", result.isMet())
              .put("isSound", result.isSound())
              .put("cpuMicros", ReportParts.orNull(result.cpuMicros()))
              .put("allocatedKilobytes", ReportParts.orNull(result.allocatedKilobytes()))
              .put("pauses", result.pauses().count())
              .put("longestPauseMillis", result.pauses().longestMillis())
              .put("refusedPercent", result.refusedPercent())
              .put("latePercent", result.latePercent())
              .put("inFlight", result.held().requests())
              .put("heapKilobytesEach", ReportParts.orNull(result.held().heapKilobytes()))
              .put("openFilesEach", ReportParts.orNull(result.held().openFiles())));
    }
    return ReportParts.json(machine)
        .put("openFilesMax", openFilesMax)
        .put("jvmOptions", new JsonArray(options()))
        .put("settings", new JsonArray(settings))
        .put("secondsPerStep", plan.seconds())
        .put("restSeconds", plan.restSeconds())
        .put("steps", steps);
  }

  /** The options of the gateway's JVM. */
  private static List<String> options() {
    return GatewayProcess.command().stream()
        .filter(argument -> argument.startsWith("-X") || argument.startsWith("-D"))
        .toList();
  }
}
