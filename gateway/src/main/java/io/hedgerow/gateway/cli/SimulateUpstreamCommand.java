package io.hedgerow.gateway.cli;

import io.hedgerow.simulator.Counts;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Protocols;
import io.hedgerow.simulator.wire.ResetLimit;
import io.hedgerow.simulator.wire.Scheme;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simulate-upstream}: runs the simulated upstream until the process is told to stop. */
@Command(
    name = "simulate-upstream",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Runs a simulated upstream at /api/work, with variable latency and frequent failures.",
    footer = {
      "",
      "Faults: status:<number>, body:<text>, truncate, stall, reset-before, reset-inside,"
          + " close-before, hang, oversized:<bytes>, garbage. A single request can ask for a fault:"
          + " /api/work?fault=status:503@20ms",
      "",
      "Exit status: 0 after a graceful shutdown, 1 if it cannot start, 2 for an invalid option."
    })
final class SimulateUpstreamCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "Address to listen on. Default: ${DEFAULT-VALUE}")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on; 0 picks a free port. Default: ${DEFAULT-VALUE}")
  private String port = "8002";

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      description = "Random seed; the same seed repeats a run. Default: a new seed")
  private @Nullable String seed;

  @Option(
      names = "--latency",
      paramLabel = "MIN-MAXms",
      description =
          "How long each request takes, such as 100-600ms or 5ms. Default: ${DEFAULT-VALUE}")
  private String latency = "100-600ms";

  @Option(
      names = "--failure-rate",
      paramLabel = "RATE",
      description = "Share of requests that fail, from 0 to 1. Default: ${DEFAULT-VALUE}")
  private String failureRate = "0.1";

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      description =
          "How requests fail; repeat the option for several equally likely faults. Default: six"
              + " faults")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = "--tls",
      description = "Serve HTTPS with a new self-signed certificate for localhost and 127.0.0.1")
  private boolean isTls;

  @Option(
      names = "--certificate-file",
      paramLabel = "FILE",
      description = "With --tls: file to write the certificate to, for --upstream.tls.trust")
  private @Nullable Path certificateFile;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      description = "HTTP versions offered: auto, http1 or http2. Default: ${DEFAULT-VALUE}")
  private String protocol = "auto";

  @Option(
      names = "--max-streams",
      paramLabel = "COUNT",
      description = "Maximum concurrent streams on an HTTP/2 connection. Default: ${DEFAULT-VALUE}")
  private String maxStreams = "100";

  @Option(
      names = "--reset-limit",
      paramLabel = "RESETS/SECONDSs",
      description =
          "Stream resets allowed on one HTTP/2 connection in a period, after which it is closed;"
              + " or off. Default: ${DEFAULT-VALUE}")
  private String resetLimit = "200/30s";

  @Option(
      names = "--max-requests",
      paramLabel = "COUNT",
      description =
          "Maximum requests on one connection; 0 means no limit. Default: ${DEFAULT-VALUE}")
  private String maxRequests = "0";

  @Option(
      names = "--accept-delay",
      paramLabel = "MS",
      description =
          "Delay in milliseconds before a new connection is read. Default: ${DEFAULT-VALUE}")
  private String acceptDelay = "0";

  @Option(
      names = "--black-holes",
      paramLabel = "COUNT",
      description =
          "Number of initial connections that are never answered. Default: ${DEFAULT-VALUE}")
  private String blackHoles = "0";

  @Override
  public Integer call() {
    CommandLine commandLine = commandLine();
    PrintWriter out = commandLine.getOut();
    Simulator simulator;
    SimulatorOptions options;
    try {
      options = options(new ArrayList<>());
      simulator = Simulator.start(options);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(commandLine, e.getMessage(), e);
    } catch (UncheckedIOException e) {
      commandLine.getErr().println(e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (isTls && certificateFile != null) {
      try {
        Files.writeString(certificateFile, simulator.certificatePem());
      } catch (IOException e) {
        simulator.close();
        commandLine.getErr().println("--certificate-file: cannot be written: " + e.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    GracefulShutdown.install(
        () -> {
          simulator.close();
          Counts counts = simulator.counts();
          out.printf(
              "Stopped. Requests: %d received, %d finished, %d cancelled.%n",
              counts.asked(), counts.finished(), counts.cancelled());
          out.flush();
        });
    out.println("Simulated upstream: " + simulator.url());
    out.println("  Behaviour  " + describe(options));
    out.println("  Counts     " + simulator.url().replace("/api/work", "/counts"));
    out.println();
    out.println("Try:   curl -i '" + simulator.url() + "'");
    out.println("Use:   ./hedgerow --upstream.url=" + simulator.url());
    out.println("Stop:  Ctrl-C");
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  /** The behaviour in a few words, such as {@code 100-600ms, 10 % failures, seed 1}. */
  static String describe(SimulatorOptions options) {
    FaultMix mix = options.mix();
    String failures = new DecimalFormat("0.###").format(100 * mix.failureRate());
    return mix.latency() + ", " + failures + " % failures, seed " + options.seed();
  }

  /** One line per invalid option value. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    options(problems);
    return problems;
  }

  private SimulatorOptions options(List<String> problems) {
    Draft<SimulatorOptions> options = new Draft<>(SimulatorOptions.defaults(), problems);
    options.apply(o -> o.withHost(host));
    options.apply(o -> o.withPort(integer("port", port)));
    options.apply(o -> o.withSeed(seed == null ? anySeed() : seed(seed)));
    FaultMix mix = mix(problems);
    ConnectionOptions connections = connections(problems);
    return options.value.withMix(mix).withConnections(connections);
  }

  private FaultMix mix(List<String> problems) {
    Draft<FaultMix> mix = new Draft<>(FaultMix.DEFAULT, problems);
    mix.apply(m -> new FaultMix(Latency.parse(latency), m.failureRate(), m.faults()));
    mix.apply(m -> new FaultMix(m.latency(), failureRate(failureRate), m.faults()));
    Draft<List<Fault>> kinds = new Draft<>(List.of(), problems);
    for (String fault : faults) {
      kinds.apply(list -> Stream.concat(list.stream(), Stream.of(Fault.parse(fault))).toList());
    }
    if (!kinds.value.isEmpty()) {
      mix.apply(m -> new FaultMix(m.latency(), m.failureRate(), kinds.value));
    }
    return mix.value;
  }

  private ConnectionOptions connections(List<String> problems) {
    Draft<ConnectionOptions> options = new Draft<>(ConnectionOptions.defaults(), problems);
    options.apply(o -> o.withScheme(isTls ? Scheme.HTTPS : Scheme.HTTP));
    options.apply(o -> o.withProtocols(Protocols.parse(protocol)));
    options.apply(o -> o.withMaxStreams(integer("max streams", maxStreams)));
    options.apply(o -> o.withResetLimit(ResetLimit.parse(resetLimit)));
    options.apply(o -> o.withMaxRequests(integer("max requests", maxRequests)));
    options.apply(o -> o.withAcceptDelayMillis(integer("accept delay", acceptDelay)));
    options.apply(o -> o.withBlackHoles(integer("black holes", blackHoles)));
    return options.value;
  }

  /**
   * A value that options update one after the other. An invalid option is reported and changes
   * nothing.
   */
  private static final class Draft<T> {
    private final List<String> problems;
    private T value;

    Draft(T value, List<String> problems) {
      this.value = value;
      this.problems = problems;
    }

    void apply(UnaryOperator<T> option) {
      try {
        value = option.apply(value);
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private static int integer(String name, String text) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw new IllegalArgumentException(name + ": " + text + " (expected: an integer)");
    }
    return Integer.parseInt(text);
  }

  private static double failureRate(String text) {
    if (!text.matches("-?[0-9]{1,9}(\\.[0-9]{1,18})?")) {
      throw new IllegalArgumentException(
          "failure rate: " + text + " (expected: a number from 0 to 1)");
    }
    return Double.parseDouble(text);
  }

  private static long seed(String text) {
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException("seed: " + text + " (expected: an integer)");
    }
    return Long.parseLong(text);
  }

  private static long anySeed() {
    return ThreadLocalRandom.current().nextInt(1, 1_000_000);
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
