package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program with a log that nobody reads, as when a log collector hangs: stderr and stdout are
 * one pipe, and a pipe holds 64 KiB.
 */
final class UnreadLogTest {
  private static final Pattern PORT = Pattern.compile(" +(API|Management) +http://.*:(\\d+)/.*");
  private static final int REQUESTS = 1500;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void log_isNotRead_requestsAreAnsweredAndTheProcessEnds(String format) throws Exception {
    Process process = start("--log.format=" + format);
    try {
      BufferedReader out = process.inputReader();
      int api = port(out, "API");
      int management = port(out, "Management");

      try (RawCaller caller = new RawCaller(api)) {
        for (int i = 0; i < REQUESTS; i++) {
          assertThat(caller.get("/api/first?timeout=30000").read().status()).isEqualTo(503);
        }
      }

      try (RawCaller caller = new RawCaller(management)) {
        String metrics = caller.get("/metrics").read().body();
        assertThat(metrics).containsPattern("hedgerow_log_lines_dropped_total [1-9]");
      }
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  /** A gateway whose upstream refuses connections and that logs every request. */
  private static Process start(String format) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", Hedgerow.class.getName()));
    command.addAll(List.of("--host=127.0.0.1", "--port=0", "--management.port=0"));
    command.addAll(List.of("--event-loops=1", "--overload.shed=false"));
    command.addAll(List.of("--upstream.url=http://127.0.0.1:1/api/work"));
    command.addAll(List.of("--log.failures-max=1000000", "--log.queue-max=16", format));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static int port(BufferedReader out, String listener) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.matches() && port.group(1).equals(listener)) {
        return Integer.parseInt(port.group(2));
      }
    }
    throw new AssertionError("the gateway ended before it said where it listens");
  }
}
