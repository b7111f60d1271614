package io.hedgerow.benchmarks.cold;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Runs the quick form. Does not check the measured times. */
final class ColdCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_startsAGatewayEachRound_andReports() throws Exception {
    run("--quick", "--settings=event-loops=1,log.level=error", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("cold.json")));
    assertThat(report.getInteger("requestsPerSecond")).isEqualTo(50);
    assertThat(report.getJsonArray("rounds"))
        .hasSize(2)
        .allSatisfy(round -> assertMeasured((JsonObject) round));
    assertThat(out.toString()).contains(Files.readString(folder.resolve("cold.md")));
  }

  @Test
  void quickWithCallers_keepsThemBusy_andReports() throws Exception {
    run("--quick", "--callers=7", "--settings=event-loops=1,log.level=error", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonObject report = new JsonObject(Files.readString(folder.resolve("cold.json")));
    assertThat(report.getInteger("callers")).isEqualTo(20);
    assertThat(report.getJsonArray("rounds"))
        .hasSize(2)
        .allSatisfy(round -> assertMeasured((JsonObject) round));
    assertThat(out.toString()).contains("Load: 20 callers at once");
  }

  @Test
  void roundsAndTarget_areThoseOfTheCommandLine() throws Exception {
    int status = run("--rounds=1", "--rate=30", "--seconds=1", "--ready-max=1", "--out=" + folder);

    assertThat(status).isEqualTo(1);
    JsonObject report = new JsonObject(Files.readString(folder.resolve("cold.json")));
    JsonObject round = report.getJsonArray("rounds").getJsonObject(0);
    assertThat(report.getJsonArray("rounds")).hasSize(1);
    assertThat(report.getInteger("requestsPerSecond")).isEqualTo(30);
    assertThat(report.getInteger("readyMillisMax")).isEqualTo(1);
    assertThat(round.getJsonArray("seconds")).hasSize(1);
    assertThat(round.getBoolean("isMet")).isFalse();
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(run("--rate=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: 0 (expected: a whole number from 1)");
    assertThat(run("--callers=-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--callers: -1 (expected: a whole number from 0)");
  }

  private static void assertMeasured(JsonObject round) {
    assertThat(round.getDouble("readyMillis")).isBetween(100.0, 60_000.0);
    assertThat(round.getDouble("firstAnswerMillis")).isGreaterThan(round.getDouble("readyMillis"));
    assertThat(round.getJsonArray("seconds"))
        .hasSize(2)
        .allSatisfy(second -> assertAsked((JsonObject) second));
  }

  private static void assertAsked(JsonObject second) {
    long asked = second.getLong("answered") + second.getLong("refused") + second.getLong("late");
    assertThat(asked).isBetween(25L, 120L);
  }

  private int run(String... arguments) {
    return new CommandLine(new ColdCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
