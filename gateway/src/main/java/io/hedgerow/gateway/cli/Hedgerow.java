package io.hedgerow.gateway.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program's entry point. Without a command it runs {@code serve}. Exit status: 0 after a
 * graceful shutdown, 1 if it fails, 2 for a usage error.
 */
public final class Hedgerow {
  private static final Set<String> HELP_OPTIONS = Set.of("--help", "-h", "--version", "-V");

  private Hedgerow() {}

  public static void main(String[] arguments) {
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    int status;
    try {
      status = run(arguments, new PrintWriter(System.out, true, System.out.charset()), err);
    } catch (RuntimeException | Error e) {
      report("hedgerow", e, err);
      status = CommandLine.ExitCode.SOFTWARE;
    }
    // Exit explicitly, because a failure may have left threads behind that the JVM would wait for.
    if (status != 0) {
      Logging.stop();
      System.exit(status);
    }
  }

  /** Runs a command and returns its exit status. A started gateway keeps running. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    List<String> words = List.of(arguments);
    boolean isCommand = !words.isEmpty() && !words.getFirst().startsWith("-");
    boolean isHelp = words.stream().anyMatch(HELP_OPTIONS::contains);
    String command = isCommand ? words.getFirst() : "";
    List<String> options = isCommand ? words.subList(1, words.size()) : words;
    return switch (isHelp ? "help" : command) {
      case "" -> Serving.run("hedgerow", ServeOptions.parse(options), out, err);
      case "serve" -> Serving.run("hedgerow serve", ServeOptions.parse(options), out, err);
      case ConfigCommand.NAME -> ConfigCommand.run(ServeOptions.parse(options), out, err);
      case RoutesCommand.NAME -> RoutesCommand.run(ServeOptions.parse(options), out, err);
      case CheckCommand.NAME -> CheckCommand.run(ServeOptions.parse(options), out, err);
      default -> commandLine().setOut(out).setErr(err).execute(arguments);
    };
  }

  private static CommandLine commandLine() {
    CommandSpec serve = ServeCommand.spec("serve");
    CommandSpec hedgerow = ServeCommand.spec("hedgerow");
    hedgerow
        .usageMessage()
        .description(
            "An HTTP gateway that races up to three requests to an upstream with high tail latency"
                + " and answers within the caller's timeout. Without a command it runs serve.");
    CommandLine commandLine =
        new CommandLine(hedgerow)
            .addSubcommand("serve", serve)
            .addSubcommand(ConfigCommand.NAME, ConfigCommand.spec())
            .addSubcommand(RoutesCommand.NAME, RoutesCommand.spec())
            .addSubcommand(CheckCommand.NAME, CheckCommand.spec())
            .addSubcommand("explain", new ExplainCommand())
            .addSubcommand("simulate-upstream", new SimulateUpstreamCommand())
            .addSubcommand("docs", new DocsCommand());
    commandLine.getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .forEach(spec -> spec.parser().collectErrors(true));
    hedgerow.parser().collectErrors(true);
    return commandLine
        .setExecutionStrategy(Hedgerow::run)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setParameterExceptionHandler(
            (e, _) -> UsageErrors.report(e.getCommandLine(), List.of(e.getMessage())))
        .setExecutionExceptionHandler(Hedgerow::onFailure);
  }

  /** Runs the command, or reports the problems with its arguments. */
  private static int run(ParseResult arguments) {
    ParseResult last = arguments.hasSubcommand() ? arguments.subcommand() : arguments;
    List<String> problems = UsageErrors.of(last);
    if (last.commandSpec().userObject() instanceof SimulateUpstreamCommand simulate) {
      problems.addAll(simulate.problems());
    }
    boolean isHelp =
        arguments.isUsageHelpRequested()
            || arguments.isVersionHelpRequested()
            || last.isUsageHelpRequested()
            || last.isVersionHelpRequested();
    return isHelp || problems.isEmpty()
        ? new CommandLine.RunLast().execute(arguments)
        : UsageErrors.report(last.commandSpec().commandLine(), problems);
  }

  private static int onFailure(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    report(command.getCommandSpec().qualifiedName(), failure, command.getErr());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Prints an unexpected failure as one line; the debug log has its stack trace. */
  private static void report(String program, Throwable failure, PrintWriter err) {
    LoggerFactory.getLogger(Hedgerow.class).debug("internal error", failure);
    err.println(program + ": internal error: " + failure.toString().replaceAll("\\s*\\R\\s*", " "));
  }
}
