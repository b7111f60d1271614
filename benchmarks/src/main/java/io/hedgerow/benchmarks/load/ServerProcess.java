package io.hedgerow.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server in its own process, which inherits only {@code PATH} and {@code HOME} from this
 * process's environment, so that it runs with its defaults. Its output goes to a file. Used by one
 * thread.
 */
public final class ServerProcess implements AutoCloseable {
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long CLOSE_LIMIT_SECONDS = 30;
  private static final long POLL_MILLIS = 10;
  private static final int OUTPUT_SHOWN_MAX = 2000;

  private final Process process;
  private final Path output;

  private ServerProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts the command without waiting for anything.
   *
   * @param output file for its output; overwritten
   */
  public static ServerProcess start(List<String> command, Path output) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH", "HOME"));
    Process process = builder.start();
    // This process may be stopped, or fail, before it closes the server.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new ServerProcess(process, output);
  }

  /** A port that is currently free on loopback. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until it accepts connections on this port of loopback. */
  public void awaitPort(int port) throws IOException, InterruptedException {
    await(() -> accepts(port) ? port : null);
  }

  /** Waits until it has printed a line that matches entirely, and returns the first one. */
  public Matcher awaitLine(Pattern pattern) throws IOException, InterruptedException {
    return await(
        () -> {
          try (Stream<String> lines = Files.lines(output)) {
            return lines.map(pattern::matcher).filter(Matcher::matches).findFirst().orElse(null);
          }
        });
  }

  /** The id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Its processor time and memory so far, including child processes. */
  public ProcessUsage usage() throws IOException {
    return ProcessUsage.of(process.toHandle());
  }

  /** Sends SIGTERM and waits until it has ended; after 30 s kills it. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills it with its child processes and waits until it has ended. */
  public void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** A condition to poll: null until it holds, then its result. */
  private interface Look<T> {
    @Nullable T now() throws IOException;
  }

  private <T> T await(Look<T> look) throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      boolean isAlive = process.isAlive();
      T seen = look.now();
      if (seen != null) {
        return seen;
      }
      if (!isAlive || System.nanoTime() - startNanos > START_LIMIT_NANOS) {
        close();
        throw new IOException(
            "%s: not ready (expected: within 60 s). Its output ends with: %s"
                .formatted(process.info().command().orElse("server"), endOfOutput()));
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private String endOfOutput() throws IOException {
    String text = Files.readString(output);
    return text.substring(Math.max(0, text.length() - OUTPUT_SHOWN_MAX)).strip();
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
