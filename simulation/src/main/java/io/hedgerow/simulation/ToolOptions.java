package io.hedgerow.simulation;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A picocli mixin for developers' commands: {@code --help}, where to print, and a uniform error for
 * an invalid option.
 */
public final class ToolOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean isHelpRequested;

  /** Where the command prints. */
  public PrintWriter out() {
    return commandLine().getOut();
  }

  /** Rejects the command line if an option has a wrong value. */
  public void require(boolean isValid, String option, Object value, String expected) {
    if (!isValid) {
      throw new CommandLine.ParameterException(
          commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Rejects the command line if a number is not positive. */
  public void requirePositive(String option, int value) {
    require(value >= 1, option, value, "a whole number from 1");
  }

  private CommandLine commandLine() {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return command.commandLine();
  }
}
