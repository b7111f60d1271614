package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.settings.Suggestion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports the problems with the arguments that picocli parsed. */
final class UsageErrors {
  private UsageErrors() {}

  /** One line per problem with these arguments. */
  static List<String> of(ParseResult arguments) {
    CommandSpec command = arguments.commandSpec();
    List<String> problems = new ArrayList<>();
    for (Exception error : arguments.errors()) {
      if (error instanceof UnmatchedArgumentException unmatched) {
        unmatched.getUnmatched().forEach(each -> problems.add(unknown(each, command)));
      } else {
        problems.add(error.getMessage());
      }
    }
    return problems;
  }

  /** Prints the problems and a pointer to the help. */
  static int report(CommandLine command, List<String> problems) {
    problems.forEach(command.getErr()::println);
    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String unknown(String argument, CommandSpec command) {
    if (argument.startsWith("-")) {
      String name = argument.replaceFirst("(?s)=.*", "");
      return ServeOptions.unknownOption(name, command.optionsMap().keySet());
    }
    return argument
        + (command.subcommands().isEmpty() ? ": unexpected argument (" : ": unknown command (")
        + Suggestion.of(argument, command.subcommands().keySet(), "expected: what --help lists")
        + ")";
  }
}
