package io.hedgerow.benchmarks;

import io.hedgerow.benchmarks.cancel.CancelCommand;
import io.hedgerow.benchmarks.cold.ColdCommand;
import io.hedgerow.benchmarks.console.ConsoleCommand;
import io.hedgerow.benchmarks.deadlines.DeadlinesCommand;
import io.hedgerow.benchmarks.hedging.HedgingCommand;
import io.hedgerow.benchmarks.memory.MemoryCommand;
import io.hedgerow.benchmarks.micro.JmhCommand;
import io.hedgerow.benchmarks.overload.OverloadCommand;
import io.hedgerow.benchmarks.peers.PeersCommand;
import io.hedgerow.benchmarks.storm.StormCommand;
import io.hedgerow.simulation.ToolOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./hedgerow bench}: the entry to all benchmarks; each is a subcommand. */
@Command(
    name = "hedgerow bench",
    description = {
      "Measures Hedgerow on this machine, on loopback. Run nothing else at the same time.",
      ""
    },
    synopsisSubcommandLabel = "BENCHMARK",
    commandListHeading = "%nBenchmarks (BENCHMARK --help explains each):%n",
    subcommands = {
      PeersCommand.class,
      HedgingCommand.class,
      CancelCommand.class,
      DeadlinesCommand.class,
      OverloadCommand.class,
      StormCommand.class,
      ColdCommand.class,
      MemoryCommand.class,
      ConsoleCommand.class,
      JmhCommand.class
    })
public final class BenchCommand {
  @Mixin
  @SuppressWarnings("UnusedVariable") // for --help
  private final ToolOptions tool = new ToolOptions();

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand()).execute(arguments));
  }
}
