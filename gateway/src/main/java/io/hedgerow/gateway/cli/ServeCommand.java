package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.settings.Setting;
import io.hedgerow.gateway.settings.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Serves until it is told to stop. Its options are the configuration's keys. */
final class ServeCommand implements Callable<Integer> {
  private @Nullable CommandSpec spec;

  private ServeCommand() {}

  /** The command under one of its two names. */
  static CommandSpec spec(String name) {
    ServeCommand command = new ServeCommand();
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name);
    command.spec = spec;
    spec.mixinStandardHelpOptions(true).versionProvider(new Version());
    spec.usageMessage()
        .abbreviateSynopsis(true)
        .description("Serves the gateway; with an embedded simulated upstream unless told.")
        .footer(
            "",
            "Every option can also stand in the environment (HEDGEROW_UPSTREAM_URL for"
                + " --upstream.url) or in the file of --config; the command line wins, then the"
                + " environment, then the file. See docs/CONFIGURATION.md.",
            "",
            "Exit status: 0 after an orderly stop, 1 if it cannot serve, 2 for a wrong option or"
                + " configuration.");
    spec.addOption(
        OptionSpec.builder("--" + Serving.CONFIG)
            .paramLabel("FILE")
            .type(String.class)
            .description("Configuration file: .yaml, .yml or .properties")
            .build());
    for (Setting<?> setting : Settings.ALL) {
      spec.addOption(
          OptionSpec.builder("--" + setting.key())
              .paramLabel("VALUE")
              .type(String.class)
              .description(
                  setting.purpose()
                      + ": "
                      + setting.expected()
                      + "."
                      + " Default: "
                      + setting.defaultText())
              .build());
    }
    return spec;
  }

  @Override
  public Integer call() {
    CommandLine commandLine = commandLine();
    ParseResult arguments = commandLine.getParseResult();
    return Serving.run(
        commandLine.getCommandSpec().qualifiedName(),
        given(arguments),
        commandLine.getOut(),
        commandLine.getErr());
  }

  private static Map<String, String> given(ParseResult arguments) {
    Map<String, String> given = new HashMap<>();
    for (OptionSpec option : arguments.matchedOptions()) {
      given.put(option.longestName().substring("--".length()), option.getValue());
    }
    return given;
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
