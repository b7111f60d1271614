package io.hedgerow.gateway.cli;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program in its own process, serving on free loopback ports with one event loop. Its stderr
 * and stdout are one pipe, which is read until it shows the ports, and never again. The process is
 * killed when this is closed, or after a time limit.
 */
final class RunningProgram implements AutoCloseable {
  private static final Pattern PORT =
      Pattern.compile("\\b(api|management)\\W+http://127\\.0\\.0\\.1:(\\d+)", CASE_INSENSITIVE);
  private static final long LIMIT_SECONDS = 150;

  private final Process process;
  private final Map<String, Integer> ports;

  private RunningProgram(Process process) throws IOException {
    this.process = process;
    // Ends a read of the output that would otherwise block for ever.
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    this.ports = ports(process.inputReader());
  }

  static RunningProgram start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", Hedgerow.class.getName()));
    command.addAll(List.of("--host=127.0.0.1", "--port=0", "--management.port=0"));
    command.addAll(List.of("--event-loops=1", "--overload.shed=false"));
    command.addAll(List.of(options));
    return new RunningProgram(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  int port() {
    return ports.getOrDefault("api", 0);
  }

  int managementPort() {
    return ports.getOrDefault("management", 0);
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits until the process ends by itself; returns its exit status. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the process did not end within 60 s");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /**
   * Reads until both ports are known: from lines of text, or from the fields of one line of JSON.
   */
  private static Map<String, Integer> ports(BufferedReader out) throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      while (port.find()) {
        ports.put(port.group(1).toLowerCase(Locale.ROOT), Integer.parseInt(port.group(2)));
      }
      if (ports.keySet().equals(Set.of("api", "management"))) {
        return ports;
      }
    }
    throw new AssertionError("the gateway ended, or was ended, before it said where it listens");
  }
}
