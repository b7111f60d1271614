package io.hedgerow.gateway.inbound;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.cli.Hedgerow;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in its own process that has run out of file descriptors. */
final class FileDescriptorsTest {
  private static final int DESCRIPTORS = 400;
  private static final Pattern API = Pattern.compile("API +http://127\\.0\\.0\\.1:([1-9][0-9]*)/");
  private static final Pattern MANAGEMENT =
      Pattern.compile("Management +http://127\\.0\\.0\\.1:([1-9][0-9]*)/");

  @TempDir private Path folder;

  @Test
  void descriptors_usedUpByCallers_acceptingIsRetriedEachSecondAndTheRestWorks() throws Exception {
    Simulator gone = Simulator.start(SimulatorOptions.defaults());
    gone.close();
    Process gateway = start(gone.url());
    List<RawCaller> crowd = new ArrayList<>();
    try (RawCaller one = new RawCaller(port(API, gateway));
        RawCaller other = new RawCaller(port(API, gateway));
        RawCaller management = new RawCaller(port(MANAGEMENT, gateway))) {
      // Loads the classes that are used later: in tests they are files, whose reading needs
      // descriptors.
      assertThat(acceptFailures(management)).isZero();
      one.get("/api/all?timeout=30000").read().assertProblem(503, "upstream-failed");
      try (Simulator upstream =
          Simulator.start(SimulatorOptions.defaults().withPort(gone.port()))) {
        upstream.always(Behaviour.parse("ok@0ms"));
        one.get("/api/all?timeout=30000").read();
        // After a race, more metrics exist, and more classes are loaded to print them.
        assertThat(acceptFailures(management)).isZero();
        for (int i = 0; i < DESCRIPTORS; i++) {
          crowd.add(new RawCaller(port(API, gateway)));
        }
        assertEventually(() -> warnings(), 1L);
        double failuresBefore = acceptFailures(management);
        long startNanos = System.nanoTime();

        upstream.always(Behaviour.parse("hang@0ms"));
        one.get("/api/within-timeout?timeout=2000");
        assertEventually(() -> upstream.counts().working(), 3L);
        other.get("/api/all?timeout=30000");

        RawResponse unreachable = other.read();
        unreachable.assertProblem(503, "upstream-failed");
        assertThat(unreachable.attempts())
            .containsExactly("1 unreachable", "2 unreachable", "3 unreachable");
        one.read().assertOk("[]");
        double failures = acceptFailures(management) - failuresBefore;
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        // Retrying without a pause would fail thousands of times.
        assertThat(failures).isBetween(1.0, seconds + 2.0);

        upstream.always(Behaviour.parse("ok@0ms"));
        for (RawCaller caller : crowd) {
          caller.close();
        }
        try (RawCaller fresh = new RawCaller(port(API, gateway))) {
          fresh.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
        }
        other.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
        assertThat(warnings()).isOne();
      }
    } finally {
      for (RawCaller caller : crowd) {
        caller.close();
      }
      gateway.destroyForcibly().waitFor();
    }
  }

  private Process start(String upstreamUrl) throws IOException {
    Process gateway =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -n " + DESCRIPTORS + " && exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Hedgerow.class.getName(),
                "--host=127.0.0.1",
                "--port=0",
                "--management.port=0",
                "--event-loops=1",
                "--overload.shed=false",
                "--callers.connections-max=" + 2 * DESCRIPTORS,
                "--upstream.url=" + upstreamUrl)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertEventually(() -> !gateway.isAlive() || read("out").contains("Stop:"), true);
    return gateway;
  }

  private int port(Pattern line, Process gateway) {
    Matcher found = line.matcher(read("out"));
    assertThat(found.find()).as("%s wrote %s and %s", gateway, read("out"), read("err")).isTrue();
    return Integer.parseInt(found.group(1));
  }

  private static double acceptFailures(RawCaller management) throws IOException {
    return MetricsScrape.over(management)
        .samples()
        .getOrDefault("hedgerow_callers_accept_failures_total", Double.NaN);
  }

  private long warnings() {
    return read("err").lines().filter(line -> line.contains("raise ulimit -n")).count();
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
