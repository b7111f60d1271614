package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.settings.Setting;
import io.hedgerow.gateway.settings.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The help of {@code serve}. Its options are the configuration's keys; {@link ServeOptions} parses
 * them.
 */
final class ServeCommand {
  private ServeCommand() {}

  /** The specification for a command that takes the options of {@code serve}. */
  static CommandSpec spec(String name) {
    CommandSpec spec =
        CommandSpec.create()
            .name(name)
            .mixinStandardHelpOptions(true)
            .versionProvider(new Version());
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .description("Runs the gateway. Without upstream.url it also starts a simulated upstream.")
        .footer(
            "",
            "Each option can also be set as an environment variable (HEDGEROW_UPSTREAM_URL for"
                + " --upstream.url) or in the --config file. The command line overrides the"
                + " environment, and the environment overrides the file. See"
                + " docs/CONFIGURATION.md.",
            "",
            "Exit status: 0 after a graceful shutdown, 1 if it cannot start, 2 for an invalid"
                + " option or configuration.");
    spec.addOption(
        option(ServeOptions.CONFIG, "FILE", "Configuration file: .yaml, .yml or .properties"));
    for (Setting<?> setting : Settings.ALL) {
      spec.addOption(
          option(
              setting.key(),
              "VALUE",
              "%s. Expected: %s. Default: %s"
                  .formatted(setting.purpose(), setting.expected(), setting.defaultText())));
    }
    return spec;
  }

  private static OptionSpec option(String name, String value, String description) {
    return OptionSpec.builder("--" + name)
        .paramLabel(value)
        .type(String.class)
        .description(description)
        .build();
  }
}
