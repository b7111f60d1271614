package io.hedgerow.benchmarks.deadlines;

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

/** Runs the quick form. Does not check the measured times. */
final class DeadlinesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_measuresEachTimeoutUnderEachLoad_andReports() throws Exception {
    run("--quick", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonArray timeouts =
        new JsonObject(Files.readString(folder.resolve("deadlines.json"))).getJsonArray("timeouts");
    assertThat(timeouts)
        .extracting(
            timeout ->
                ((JsonObject) timeout).getInteger("load")
                    + "/s, "
                    + ((JsonObject) timeout).getInteger("timeoutMillis"))
        .containsExactly("0/s, 1", "0/s, 50", "20/s, 1", "20/s, 50");
    JsonObject fifty = timeouts.getJsonObject(1);
    assertThat(fifty.getInteger("answers")).isBetween(50, 150);
    assertThat(fifty.getDouble("millisAfterP50")).isGreaterThan(-26);
    assertThat(out.toString()).contains(Files.readString(folder.resolve("deadlines.md")));
    assertThat(Files.readString(folder.resolve("deadlines.svg"))).contains(">50 ms, 20/s<");
  }

  @Test
  void wrongOptions_areRefused() {
    assertThat(run("--timeouts=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--timeouts: [0] (expected: whole numbers from 1 to 60000");
    assertThat(run("--loads=-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--loads: [-1] (expected: whole numbers from 0)");
  }

  private int run(String... arguments) {
    return new CommandLine(new DeadlinesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
