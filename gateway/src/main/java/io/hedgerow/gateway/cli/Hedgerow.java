package io.hedgerow.gateway.cli;

import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program. Without a command it serves. Exit status: 0 after an orderly end, 1 if it cannot do
 * its work, 2 if it was told something wrong.
 */
public final class Hedgerow {
  private Hedgerow() {}

  public static void main(String[] arguments) {
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int status;
    try {
      status = run(arguments, err);
    } catch (RuntimeException | Error e) {
      report("hedgerow", e, err);
      status = CommandLine.ExitCode.SOFTWARE;
    }
    // Not left to the JVM, which waits for threads: a failure may leave some behind.
    if (status != 0) {
      Logging.stop();
      System.exit(status);
    }
  }

  private static int run(String[] arguments, PrintWriter err) {
    Map<String, String> options = Serving.plainOptions(arguments);
    return options == null
        ? commandLine().execute(arguments)
        : Serving.run(
            "hedgerow", options, new PrintWriter(System.out, true, System.out.charset()), err);
  }

  static CommandLine commandLine() {
    CommandSpec serve = ServeCommand.spec("serve");
    CommandSpec hedgerow = ServeCommand.spec("hedgerow");
    hedgerow
        .usageMessage()
        .description(
            "An HTTP gateway that races up to three requests to an upstream that is slow at the"
                + " tail, and answers inside the caller's timeout. Without a command it serves.");
    CommandLine commandLine =
        new CommandLine(hedgerow)
            .addSubcommand("serve", serve)
            .addSubcommand("explain", new ExplainCommand())
            .addSubcommand("simulate-upstream", new SimulateUpstreamCommand());
    return commandLine
        .setExecutionStrategy(Hedgerow::run)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler(Hedgerow::onBadArguments)
        .setExecutionExceptionHandler(Hedgerow::onFailure);
  }

  /** Runs the command, unless an option stands before it: that would silently count for nothing. */
  private static int run(ParseResult arguments) {
    boolean asksForText = arguments.isUsageHelpRequested() || arguments.isVersionHelpRequested();
    if (arguments.hasSubcommand() && !asksForText && !arguments.matchedOptions().isEmpty()) {
      CommandSpec command = arguments.subcommand().commandSpec();
      String option = arguments.matchedOptions().getFirst().longestName();
      throw new CommandLine.ParameterException(
          command.commandLine(),
          option + ": given before " + command.name() + " (expected: behind it)");
    }
    return new CommandLine.RunLast().execute(arguments);
  }

  private static int onBadArguments(CommandLine.ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println(problem.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, command.getErr());
    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static int onFailure(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    report(command.getCommandSpec().qualifiedName(), failure, command.getErr());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** One line for a failure that no command expects. */
  private static void report(String program, Throwable failure, PrintWriter err) {
    LoggerFactory.getLogger(Hedgerow.class).debug("internal error", failure);
    err.println(program + ": internal error: " + failure.toString().replaceAll("\\s*\\R\\s*", " "));
  }
}
