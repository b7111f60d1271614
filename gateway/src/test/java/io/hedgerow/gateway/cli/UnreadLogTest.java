package io.hedgerow.gateway.cli;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The program with a log that nobody reads, for example because a log collector hangs. Stderr and
 * stdout are one pipe, which holds 64 KiB.
 */
final class UnreadLogTest {
  private static final Pattern PORT =
      Pattern.compile("\\b(api|management)\\W+http://127\\.0\\.0\\.1:(\\d+)", CASE_INSENSITIVE);
  private static final int REQUESTS = 1500;
  private static final long LIMIT_SECONDS = 150;

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void log_isNotRead_requestsAreAnsweredAndTheProcessEnds(String format) throws Exception {
    Process process = start("--log.format=" + format);
    // Ends a read of its output that would wait for ever.
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    try {
      BufferedReader out = process.inputReader();
      Map<String, Integer> ports = ports(out);

      try (RawCaller caller = new RawCaller(ports.getOrDefault("api", 0))) {
        for (int i = 0; i < REQUESTS; i++) {
          assertThat(caller.get("/api/first?timeout=30000").read().status()).isEqualTo(503);
        }
      }

      try (RawCaller caller = new RawCaller(ports.getOrDefault("management", 0))) {
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

  /** Reads until both ports are known: lines for people, or the fields of one line of JSON. */
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
