package io.hedgerow.benchmarks.peers;

import io.hedgerow.benchmarks.load.Processors;
import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.ReportOptions;
import io.hedgerow.simulation.ToolOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench peers}: compares Hedgerow with servers a user might choose instead. */
@Command(
    name = "peers",
    header = "Hedgerow, Go, HAProxy and FastAPI: processor time, memory, latency",
    description = {
      "",
      "Runs servers in turn with the same unreliable upstream and load: Hedgerow with each way to"
          + " talk to the upstream, a Go server and a FastAPI server that run the same race, the"
          + " bare system calls of a race in C, and HAProxy, which proxies one request. Reports the"
          + " servers that are not installed.",
      ""
    },
    footer = {
      "",
      "Writes peers.md, peers.json and peers.svg. The defaults take about ten minutes.",
      "Exit status: 0 if every measured target was met, 1 if not, 2 for a wrong option."
    })
public final class PeersCommand implements Callable<Integer> {
  private static final int QUICK_SECONDS = 3;
  private static final int QUICK_CALLERS = 25;

  /** Reads one of the servers. */
  static final class EntryConverter implements CommandLine.ITypeConverter<Entry> {
    @Override
    public Entry convert(String label) {
      try {
        return Entry.parse(label);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  @Option(
      names = "--servers",
      split = ",",
      converter = EntryConverter.class,
      defaultValue =
          "hedgerow-abort@250,hedgerow-drain@250,hedgerow-http2@250,go@250,floor@250,fastapi@25,"
              + "fastapi@250,hedgerow-http2@1000,haproxy@1000",
      description =
          "What to measure, as SERVER@CALLERS, separated by commas. Default: ${DEFAULT-VALUE}")
  private List<Entry> entries = List.of();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Turns of each server. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Measured seconds per turn. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "15",
      description = "Seconds to warm up each server, not measured. Default: ${DEFAULT-VALUE}")
  private int warmUpSeconds;

  @Option(
      names = "--pin",
      arity = "1",
      defaultValue = "true",
      description =
          "Whether to run servers on one half of the processors, callers and upstream on the other."
              + " Default: ${DEFAULT-VALUE}")
  private boolean isPinned;

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--rounds", rounds);
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--warm-up", warmUpSeconds);
    List<Entry> wanted = output.isQuick() ? quickEntries() : entries;
    Contest.Plan plan =
        output.isQuick()
            ? new Contest.Plan(1, QUICK_SECONDS, 1)
            : new Contest.Plan(rounds, seconds, warmUpSeconds);
    Machine machine = Machine.here();
    Map<String, String> versions = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    List<Entry> installed = installed(wanted, versions, missing);
    missing.forEach(
        (title, install) -> tool.out().println(title + ": not installed (" + install + ")"));
    Path files = output.newFolder("peers");
    try (Processors.Division division =
        isPinned ? Processors.divide() : Processors.Division.none()) {
      List<Result> results = new Contest(plan, files, tool.out()).run(installed, division);
      Report report = new Report(machine, division.inWords(), plan, versions, missing, results);
      return output.finish(tool.out(), "peers", report.files(), report.isEveryTargetMet());
    }
  }

  private static List<Entry> quickEntries() {
    return Server.all().stream().map(server -> new Entry(server, QUICK_CALLERS)).toList();
  }

  private static List<Entry> installed(
      List<Entry> wanted, Map<String, String> versions, Map<String, String> missing)
      throws IOException, InterruptedException {
    List<Entry> installed = new ArrayList<>();
    for (Entry entry : wanted) {
      Server server = entry.server();
      @Nullable String install = server.install();
      if (install == null) {
        installed.add(entry);
        versions.put(server.title(), server.version());
      } else {
        missing.put(server.title(), install);
      }
    }
    return installed;
  }
}
