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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the simulated upstream by itself, until it is told to stop. */
@Command(
    name = "simulate-upstream",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Runs a simulated upstream: GET /api/work, slow at the tail and failing often.",
    footer = {
      "",
      "Faults: status:<number>, body:<text>, truncate, stall, reset-before, reset-inside,"
          + " close-before, hang, oversized:<bytes>, garbage. A single request can ask for one:"
          + " /api/work?fault=status:503@20ms",
      "",
      "Exit status: 0 after an orderly stop, 1 if it cannot serve, 2 for a wrong option."
    })
final class SimulateUpstreamCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = "Where to listen. Default: ${DEFAULT-VALUE}")
  private String host = "";

  @Option(
      names = "--port",
      defaultValue = "8002",
      description = "0 takes any free port. Default: ${DEFAULT-VALUE}")
  private int port;

  @Option(names = "--seed", description = "Repeats an earlier run's behaviour. Default: a new one")
  private @Nullable Long seed;

  @Option(
      names = "--latency",
      defaultValue = "100-600ms",
      description = "How long the work takes. Default: ${DEFAULT-VALUE}")
  private String latency = "";

  @Option(
      names = "--failure-rate",
      defaultValue = "0.1",
      description = "The share of requests that fail, 0 to 1. Default: ${DEFAULT-VALUE}")
  private double failureRate;

  @Option(
      names = "--fault",
      description = "What a failure is; repeat it for several, each as likely. Default: six kinds")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = "--tls",
      description = "Serve HTTPS with a certificate made for this start (localhost, 127.0.0.1)")
  private boolean isTls;

  @Option(
      names = "--certificate-file",
      description = "With --tls: where to write that certificate, for --upstream.tls.trust")
  private @Nullable Path certificateFile;

  @Option(
      names = "--protocol",
      defaultValue = "auto",
      description = "HTTP on offer: auto, http1 or http2. Default: ${DEFAULT-VALUE}")
  private String protocol = "";

  @Option(
      names = "--max-streams",
      defaultValue = "100",
      description = "Streams at once on an HTTP/2 connection. Default: ${DEFAULT-VALUE}")
  private int maxStreams;

  @Option(
      names = "--reset-limit",
      defaultValue = "200/30s",
      description =
          "Streams that may be reset on one HTTP/2 connection in that time before it is ended; or"
              + " off. Default: ${DEFAULT-VALUE}")
  private String resetLimit = "";

  @Option(
      names = "--max-requests",
      defaultValue = "0",
      description = "Requests on one connection; 0 is no limit. Default: ${DEFAULT-VALUE}")
  private int maxRequests;

  @Option(
      names = "--accept-delay",
      defaultValue = "0",
      description = "Milliseconds before a new connection is read. Default: ${DEFAULT-VALUE}")
  private long acceptDelayMillis;

  @Option(
      names = "--black-holes",
      defaultValue = "0",
      description = "The first connections that are never answered. Default: ${DEFAULT-VALUE}")
  private int blackHoles;

  @Override
  public Integer call() {
    CommandLine commandLine = commandLine();
    PrintWriter out = commandLine.getOut();
    Simulator simulator;
    SimulatorOptions options;
    try {
      options = options();
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
              "Stopped. Asked %d times, finished %d, cancelled %d.%n",
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

  private SimulatorOptions options() {
    List<Fault> kinds =
        faults.isEmpty() ? FaultMix.DEFAULT.faults() : faults.stream().map(Fault::parse).toList();
    long someSeed = seed == null ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed;
    return SimulatorOptions.defaults()
        .withHost(host)
        .withPort(port)
        .withSeed(someSeed)
        .withMix(new FaultMix(Latency.parse(latency), failureRate, kinds))
        .withConnections(
            ConnectionOptions.defaults()
                .withScheme(isTls ? Scheme.HTTPS : Scheme.HTTP)
                .withProtocols(Protocols.parse(protocol))
                .withMaxStreams(maxStreams)
                .withResetLimit(ResetLimit.parse(resetLimit))
                .withMaxRequests(maxRequests)
                .withAcceptDelayMillis(acceptDelayMillis)
                .withBlackHoles(blackHoles));
  }

  private CommandLine commandLine() {
    if (spec == null) {
      throw new IllegalStateException("command without a specification");
    }
    return spec.commandLine();
  }
}
