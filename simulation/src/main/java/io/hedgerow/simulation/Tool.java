package io.hedgerow.simulation;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command for those who build Hedgerow: its help, where it prints, and what it says of a wrong
 * option. Ends with status 0, 1 if what it looked at was wrong, or 2 for a wrong option.
 */
public abstract class Tool implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and stop")
  @SuppressWarnings("UnusedVariable") // picocli acts on it
  private boolean isHelpWanted;

  /** Where it prints. */
  protected final PrintWriter out() {
    return commandLine().getOut();
  }

  /** Ends the command if an option has a value that it can't have. */
  protected final void require(boolean isRight, String option, Object value, String expected) {
    if (!isRight) {
      throw new CommandLine.ParameterException(
          commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Ends the command if a number is not positive. */
  protected final void requirePositive(String option, int value) {
    require(value >= 1, option, value, "a whole number from 1");
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
