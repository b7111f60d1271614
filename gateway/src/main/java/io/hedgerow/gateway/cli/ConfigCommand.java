package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.settings.EffectiveValue;
import io.hedgerow.gateway.settings.InvalidSettings;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** {@code config}: prints the configuration that {@code serve} would use. */
final class ConfigCommand {
  static final String NAME = "config";

  private ConfigCommand() {}

  /** The command's help. {@link #run} does not use picocli. */
  static CommandSpec spec() {
    CommandSpec spec = ServeCommand.spec(NAME);
    spec.usageMessage()
        .description(
            "Checks the configuration and prints every key with its value, its source and its"
                + " default. Takes the options of serve and starts nothing.");
    spec.usageMessage()
        .footer(
            "", "Exit status: 0 if the configuration is valid, 2 if not (prints every problem).");
    return spec;
  }

  /** Prints every value, or every problem, and returns the exit status. */
  static int run(ServeOptions options, PrintWriter out, PrintWriter err) {
    try {
      options.effective().values().forEach(value -> out.println(line(value)));
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (InvalidSettings e) {
      err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  private static String line(EffectiveValue value) {
    return value.isDefault()
        ? value.toString()
        : "%s = %s (%s; default: %s)"
            .formatted(
                value.setting().key(), value.text(), value.origin(), value.setting().defaultText());
  }
}
