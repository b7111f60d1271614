package io.hedgerow.benchmarks.storm;

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

/** Runs the quick form. Does not check which guard lets the upstream recover. */
final class StormCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_asksOneUpstream_andReports() throws Exception {
    int status =
        new CommandLine(new StormCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("--quick", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    JsonArray guards =
        new JsonObject(Files.readString(folder.resolve("storm.json"))).getJsonArray("guards");
    assertThat(guards).hasSize(1);
    JsonObject first = guards.getJsonObject(0);
    assertThat(first.getJsonArray("successesPerSecond"))
        .hasSize(6)
        .anyMatch(each -> (double) each > 0);
    assertThat(first.getLong("attemptsBefore")).isPositive();
    assertThat(out.toString()).contains(Files.readString(folder.resolve("storm.md")));
    assertThat(Files.readString(folder.resolve("storm.svg"))).contains(">no guard<");
  }
}
