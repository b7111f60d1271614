package io.hedgerow.benchmarks.cold;

import io.hedgerow.benchmarks.report.Machine;
import io.hedgerow.benchmarks.report.ReportOptions;
import io.hedgerow.simulation.ToolOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./hedgerow bench cold}: measures the first seconds of a gateway. */
@Command(
    name = "cold",
    header = "The first seconds after a start: rejected, late, hedges withheld",
    description = {
      "",
      "Starts a gateway as the launcher does, waits until it is ready, and at once sends it"
          + " /api/first, at a fixed rate or from many callers. The upstream takes 100 to 600 ms,"
          + " and one in ten of its answers fails. JAVA_OPTS applies to the gateway as usual.",
      ""
    },
    footer = {
      "",
      "Writes cold.md and cold.json. The defaults take a minute and a half.",
      "Exit status: 0 if every round met its target, 1 if not, 2 for a wrong option."
    })
public final class ColdCommand implements Callable<Integer> {
  private static final int WARM_UP_SECONDS = 5;

  @Mixin private final ToolOptions tool = new ToolOptions();
  @Mixin private final ReportOptions output = new ReportOptions();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Number of starts. Default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Requests a second. Default: ${DEFAULT-VALUE}")
  private int rate;

  @Option(
      names = "--callers",
      defaultValue = "0",
      description =
          "Concurrent callers; each sends its next request when it has its answer. 0 sends requests"
              + " at --rate instead. Default: ${DEFAULT-VALUE}")
  private int callers;

  @Option(
      names = "--seconds",
      defaultValue = "15",
      description = "Seconds of load in each round. Default: ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--ready-max",
      defaultValue = "1500",
      description = "Target for the time until it is ready, in ms. Default: ${DEFAULT-VALUE}")
  private int readyMillisMax;

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
    tool.requirePositive("--rounds", rounds);
    tool.requirePositive("--rate", rate);
    tool.requirePositive("--seconds", seconds);
    tool.requirePositive("--ready-max", readyMillisMax);
    tool.require(callers >= 0, "--callers", callers, "a whole number from 0");
    ColdBench.Plan plan =
        output.isQuick()
            ? new ColdBench.Plan(2, load(20, 50), 1, 2)
            : new ColdBench.Plan(rounds, load(callers, rate), WARM_UP_SECONDS, seconds);
    Machine machine = Machine.here();
    List<Round> results = new ColdBench(plan, settings, tool.out()).run();
    Report report = new Report(machine, settings, plan, readyMillisMax, results);
    return output.finish(tool.out(), "cold", report.files(), report.isEveryTargetMet());
  }

  private Load load(int ofCallers, int ofRate) {
    return callers > 0 ? new Load.Callers(ofCallers) : new Load.Rate(ofRate);
  }
}
