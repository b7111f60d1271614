package io.hedgerow.gateway.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.settings.EffectiveSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * A gateway in its own JVM, with the class path of the tests and a small heap, for attacks that
 * could also crash the tests. The process ends with its parent, when its standard input ends.
 */
public final class GatewayProcess implements AutoCloseable {
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long CLOSE_LIMIT_SECONDS = 20;
  private static final Pattern PORT = Pattern.compile("^port: (\\d+)$", Pattern.MULTILINE);

  private final Process process;
  private final Path output;
  private final int port;

  private GatewayProcess(Process process, Path output) throws IOException {
    this.process = process;
    this.output = output;
    long startNanos = System.nanoTime();
    Matcher started = PORT.matcher(output());
    while (!started.find()) {
      if (!process.isAlive() || System.nanoTime() - startNanos > START_LIMIT_NANOS) {
        process.destroyForcibly();
        throw new IOException("the gateway process did not start: " + output());
      }
      LockSupport.parkNanos(POLL_NANOS);
      started = PORT.matcher(output());
    }
    this.port = Integer.parseInt(started.group(1));
  }

  /**
   * Starts a gateway with an embedded simulator and waits until it serves.
   *
   * @param heap such as {@code 256m}
   * @param settings such as {@code callers.read-timeout=2s}
   */
  public static GatewayProcess start(String heap, String... settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayProcess.class.getName()));
    command.addAll(List.of(settings));
    Path output = Files.createTempFile("gateway", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new GatewayProcess(process, output);
  }

  /** Its output and log so far. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** The port of the API. */
  public int port() {
    return port;
  }

  /** Whether it is still running. */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.delete(output);
  }

  /** Runs in the child: serves until standard input ends. */
  public static void main(String[] settings) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
    Map<String, String> values = new HashMap<>();
    values.put("host", "127.0.0.1");
    values.put("port", "0");
    values.put("management.port", "0");
    values.put("event-loops", "1");
    values.put("warm-up.time-max", "0s");
    values.put("overload.shed", "false");
    for (String setting : settings) {
      String[] keyAndValue = setting.split("=", 2);
      values.put(keyAndValue[0], keyAndValue[1]);
    }
    Gateway gateway = Gateway.start(EffectiveSettings.load(values, Map.of(), null));
    System.out.printf("%nport: %d%n", gateway.port());
    // Exits without closing the gateway, which may be out of memory.
    int ended = System.in.read();
    Runtime.getRuntime().halt(ended < 0 ? 0 : 1);
  }
}
