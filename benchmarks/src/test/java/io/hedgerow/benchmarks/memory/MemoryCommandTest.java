package io.hedgerow.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the quick form. Does not check the measured memory. */
final class MemoryCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_takesEveryKindOfStep_andReports() throws Exception {
    int status =
        run("--quick", "--settings=event-loops=1,upstream.protocol=http2", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("memory.json")));
    assertThat(report.getLong("openFilesMax")).isGreaterThan(256);
    assertThat(report.getJsonArray("settings"))
        .containsExactly("event-loops=1", "upstream.protocol=http2");
    JsonArray steps = report.getJsonArray("steps");
    assertThat(steps)
        .extracting(step -> ((JsonObject) step).getString("step"))
        .containsExactly("idle", "100/s", "rest", "300-in-flight");
    assertThat(steps).allSatisfy(step -> assertMeasured((JsonObject) step));
    assertThat(steps.getJsonObject(0).getValue("cpuMicros")).isNull();
    assertThat(steps.getJsonObject(1).getDouble("cpuMicros")).isBetween(10.0, 100_000.0);
    assertThat(steps.getJsonObject(1).getDouble("allocatedKilobytes")).isBetween(1.0, 1000.0);
    assertThat(steps.getJsonObject(3).getLong("inFlight")).isBetween(290L, 330L);
    assertThat(steps.getJsonObject(3).getDouble("openFilesEach")).isBetween(1.0, 1.5);
    assertThat(steps.getJsonObject(3).getDouble("heapKilobytesEach")).isNotNull();
    assertThat(folder.resolve("memory/collections.log")).isRegularFile();
    boolean isMet = steps.stream().allMatch(step -> ((JsonObject) step).getBoolean("isMet"));
    assertThat(status).isEqualTo(isMet ? 0 : 1);
    assertThat(out.toString()).contains(Files.readString(folder.resolve("memory.md")));
  }

  @Test
  void steps_andTheirSeconds_areThoseOfTheCommandLine() throws Exception {
    run("--steps=rest,40/s", "--seconds=1", "--rest=2", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("memory.json")));
    assertThat(report.getJsonArray("steps"))
        .extracting(step -> ((JsonObject) step).getString("step"))
        .containsExactly("rest", "40/s");
    assertThat(report.getInteger("secondsPerStep")).isEqualTo(1);
    assertThat(report.getInteger("restSeconds")).isEqualTo(2);
  }

  @Test
  void settings_areThoseOfTheGateway() {
    assertThat(run("--steps=idle", "--settings=event-loops=none", "--out=" + folder)).isEqualTo(1);

    assertThat(err.toString()).contains("event-loops: none (expected:");
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(run("--steps=idle,0/s")).isEqualTo(2);
    assertThat(err.toString()).contains("0/s (expected: idle, NUMBER/s, rest or NUMBER-in-flight)");
    assertThat(run("--rest=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rest: 0 (expected: a whole number from 1)");
  }

  private static void assertMeasured(JsonObject step) {
    String label = step.getString("step");
    double resident = step.getDouble("residentMegabytes");
    assertThat(resident).as(label).isBetween(30.0, 2_000.0);
    assertThat(step.getDouble("peakMegabytes")).as(label).isGreaterThanOrEqualTo(resident);
  }

  private int run(String... arguments) {
    return new CommandLine(new MemoryCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
