package io.hedgerow.benchmarks.load;

import io.hedgerow.gateway.cli.Hedgerow;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway in its own process, with this JVM's class path and options, so that its processor time
 * can be measured separately from that of the callers and the upstream.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final Pattern API = Pattern.compile(" +API +http://[^:]+:([0-9]+)/.*");
  private static final long CLOSE_LIMIT_SECONDS = 30;

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private GatewayProcess(Process process) throws IOException {
    this.process = process;
    this.out = process.inputReader();
    this.port = readPort();
  }

  /** Starts a gateway and waits until it prints its port. */
  public static GatewayProcess start(String upstreamUrl, List<String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Hedgerow.class.getName(), "serve", "--host=127.0.0.1", "--port=0"));
    command.addAll(List.of("--management.port=0", "--upstream.url=" + upstreamUrl));
    command.addAll(settings);
    return new GatewayProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The port of its API. */
  public int port() {
    return port;
  }

  /** Processor time of all its threads since the start; Linux counts in steps of 10 ms. */
  public Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(
            () -> new IllegalStateException("processor time: not available on this system"));
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private int readPort() throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher api = API.matcher(line);
      if (api.matches()) {
        return Integer.parseInt(api.group(1));
      }
    }
    throw new IOException("the gateway ended before it listened");
  }
}
