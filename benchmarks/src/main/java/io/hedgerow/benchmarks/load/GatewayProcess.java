package io.hedgerow.benchmarks.load;

import io.hedgerow.gateway.cli.Hedgerow;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A gateway in its own process, so that its processor time and memory can be measured separately
 * from those of the callers and the upstream.
 */
public final class GatewayProcess implements AutoCloseable {
  /** Set by the launcher: the command that runs the gateway for users, one argument per line. */
  private static final String COMMAND = "GATEWAY_COMMAND";

  private static final Pattern API = Pattern.compile(" +API +http://[^:]+:([0-9]+)(/.*)?");
  private static final Pattern MANAGEMENT =
      Pattern.compile(" +Management +http://[^:]+:([0-9]+)/.*");

  private final ServerProcess process;
  private final int port;
  private final int managementPort;

  private GatewayProcess(ServerProcess process) throws IOException, InterruptedException {
    this.process = process;
    this.port = Integer.parseInt(process.awaitLine(API).group(1));
    this.managementPort = Integer.parseInt(process.awaitLine(MANAGEMENT).group(1));
  }

  /** Starts a gateway and waits until it is ready. */
  public static GatewayProcess start(String upstreamUrl, List<String> settings)
      throws IOException, InterruptedException {
    return start(List.of(), upstreamUrl, settings);
  }

  /**
   * Starts a gateway and waits until it is ready.
   *
   * @param prefix of its command
   */
  public static GatewayProcess start(List<String> prefix, String upstreamUrl, List<String> settings)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(command());
    command.addAll(List.of("serve", "--host=127.0.0.1", "--port=0"));
    command.addAll(List.of("--management.port=0", "--upstream.url=" + upstreamUrl));
    command.addAll(settings);
    Path output = Files.createTempFile("gateway", ".log");
    output.toFile().deleteOnExit();
    return new GatewayProcess(ServerProcess.start(command, output));
  }

  /**
   * The command that runs Hedgerow, without Hedgerow's own arguments: the launcher's command, or
   * otherwise this JVM with its class path and options.
   */
  public static List<String> command() {
    String launcher = System.getenv(COMMAND);
    if (launcher != null) {
      return launcher.lines().toList();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Hedgerow.class.getName());
    return command;
  }

  /** The port of its API. */
  public int port() {
    return port;
  }

  /** The port of its metrics and health checks. */
  public int managementPort() {
    return managementPort;
  }

  /** Processor time of all its threads since the start; Linux counts in steps of 10 ms. */
  public Duration cpu() throws IOException {
    return usage().cpu();
  }

  /** Its processor time and memory so far. */
  public ProcessUsage usage() throws IOException {
    return process.usage();
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
