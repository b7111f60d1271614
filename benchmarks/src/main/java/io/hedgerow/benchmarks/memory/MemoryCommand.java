package io.hedgerow.benchmarks.memory;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.ReportOptions;
import io.hedgerow.simulation.ToolOptions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench memory}: measures the gateway's memory and compares it with targets. */
@Command(
    name = "memory",
    header = "Resident memory: idle, under load, after it, requests in flight",
    description = {
      "",
      "Starts a gateway as the launcher does without options, sends it /api/first, and reads its"
          + " resident memory from Linux's /proc. The upstream takes 100 to 600 ms, and one in ten"
          + " of its answers fails. Requests in flight are measured on a separate gateway, over"
          + " HTTP/2, with an upstream that takes as long as a step, at most 30 s. JAVA_OPTS"
          + " applies to the gateway as usual.",
      ""
    },
    footer = {
      "",
      "Writes memory.md and memory.json. The defaults take five minutes.",
      "Exit status: 0 if every measured target was met, 1 if not, 2 for a wrong option."
    })
public final class MemoryCommand implements Callable<Integer> {
  private static final int QUICK_SECONDS = 3;

  /** Reads one of the steps. */
  static final class StepConverter implements CommandLine.ITypeConverter<Step> {
    @Override
    public Step convert(String label) {
      try {
        return Step.parse(label);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(e.getMessage());
      }
    }
  }

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  @Option(
      names = "--steps",
      split = ",",
      converter = StepConverter.class,
      defaultValue = "idle,1000/s,4000/s,rest,15000-in-flight",
      description =
          "What the gateway does, in this order: idle, NUMBER/s, rest or NUMBER-in-flight."
              + " Default: ${DEFAULT-VALUE}")
  private List<Step> steps = List.of();

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "Seconds of each step. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--rest",
      defaultValue = "60",
      description = "Seconds of the rest step. Default: ${DEFAULT-VALUE}")
  private int restSeconds;

  @Option(
      names = "--settings",
      split = ",",
      paramLabel = "KEY=VALUE",
      description =
          "Settings of the gateway, such as upstream.protocol=http2, separated by commas. Default:"
              + " none")
  private List<String> settings = List.of();

  @Override
  public Integer call() throws Exception {
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--rest", restSeconds);
    MemoryBench.Plan plan =
        output.isQuick()
            ? new MemoryBench.Plan(QUICK_SECONDS, QUICK_SECONDS)
            : new MemoryBench.Plan(seconds, restSeconds);
    Machine machine = Machine.here();
    MemoryBench bench = new MemoryBench(plan, settings, output.newFolder("memory"), tool.out());
    List<Result> results = bench.run(output.isQuick() ? quickSteps() : steps);
    Report report = new Report(machine, bench.openFilesMax(), settings, plan, results);
    return output.finish(tool.out(), "memory", report.files(), report.isEveryTargetMet());
  }

  private static List<Step> quickSteps() {
    return Stream.of("idle", "100/s", "rest", "300-in-flight").map(Step::parse).toList();
  }
}
