package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.Setting;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.simulator.Simulator;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Serves until it is told to stop. Its options are the configuration's keys. */
final class ServeCommand implements Callable<Integer> {
  private static final String CONFIG = "--config";

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
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
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
  public Integer call() throws StartFailure {
    CommandLine commandLine = commandLine();
    PrintWriter out = commandLine.getOut();
    EffectiveSettings effective;
    try {
      ParseResult arguments = commandLine.getParseResult();
      Path file = arguments.matchedOptionValue(CONFIG, null);
      effective = EffectiveSettings.load(given(arguments), System.getenv(), file);
    } catch (InvalidSettings e) {
      commandLine.getErr().println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    Logging.apply(effective.settings().log());
    Gateway gateway = Gateway.start(effective.settings());
    OrderlyExit.install(
        () -> {
          out.println("Stopping: no new requests, those in flight end by their timeout.");
          gateway.close();
          out.println("Stopped.");
        });
    print(out, effective, gateway);
    return CommandLine.ExitCode.OK;
  }

  private static Map<String, String> given(ParseResult arguments) {
    Map<String, String> given = new HashMap<>();
    for (Setting<?> setting : Settings.ALL) {
      String value = arguments.matchedOptionValue("--" + setting.key(), (String) null);
      if (value != null) {
        given.put(setting.key(), value);
      }
    }
    return given;
  }

  private static void print(PrintWriter out, EffectiveSettings effective, Gateway gateway) {
    Settings settings = effective.settings();
    out.println("Configuration:");
    effective.lines().forEach(line -> out.println("  " + line));
    out.println();
    out.printf(
        "Hedgerow %s on Java %s, %d event loop%s, %s%n",
        Version.number(),
        Runtime.version().feature(),
        settings.eventLoops(),
        settings.eventLoops() == 1 ? "" : "s",
        gateway.isTransportNative() ? "epoll" : "portable transport");
    String api =
        address(settings.tls() == null ? "http" : "https", settings.host(), gateway.port());
    String management = address("http", settings.management().host(), gateway.managementPort());
    out.println("  API         " + api + "/api/all, first, within-timeout, smart");
    out.println("  Management  " + management + "/docs, /health/live, /health/ready, /metrics");
    out.println(
        "  Limits      "
            + settings.protection().requestsMax()
            + " requests in flight; more get 503 overloaded");
    out.println("  Upstream    " + upstream(settings, gateway));
    if (settings.tracing().exporter() != Settings.Exporter.NONE) {
      out.println("  Traces      " + traces(settings.tracing()));
    }
    out.println();
    out.println("Try:           curl -i '" + api + "/api/smart?timeout=1000'");
    if (gateway.simulator() != null) {
      out.println("Your upstream: ./hedgerow --upstream.url=https://host/api/work");
    }
    out.println("Stop:          Ctrl-C");
    out.flush();
  }

  private static String upstream(Settings settings, Gateway gateway) {
    Simulator simulator = gateway.simulator();
    String tls = gateway.tlsEngine();
    return simulator == null
        ? settings.upstream().url() + (tls == null ? "" : " (TLS by " + tls + ")")
        : "simulated, embedded: "
            + simulator.url()
            + " ("
            + SimulateUpstreamCommand.describe(Gateway.EMBEDDED)
            + ")";
  }

  /** Such as {@code zipkin http://localhost:9411/api/v2/spans, 10 % of requests}. */
  static String traces(Settings.Tracing tracing) {
    String percent =
        BigDecimal.valueOf(tracing.sampleRatio())
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString();
    String exporter = tracing.exporter().name().toLowerCase(Locale.ROOT);
    return "%s %s, %s %% of requests".formatted(exporter, tracing.endpoint(), percent);
  }

  private static String address(String scheme, String host, int port) {
    String reachable =
        switch (host) {
          case "0.0.0.0", "::" -> "localhost";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    return scheme + "://" + reachable + ":" + port;
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
