package io.hedgerow.benchmarks.hedging;

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
final class HedgingCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void quick_countsTheAttemptsOfEachPlan_andReports() throws Exception {
    run("--quick", "--out=" + folder);

    assertThat(err.toString()).isEmpty();
    JsonArray plans =
        new JsonObject(Files.readString(folder.resolve("hedging.json"))).getJsonArray("plans");
    assertThat(plans).hasSize(4);
    assertThat(plans)
        .allSatisfy(plan -> assertThat(((JsonObject) plan).getInteger("requests")).isPositive());
    assertThat(plans.getJsonObject(0).getDouble("attempts")).isBetween(1.0, 1.5);
    assertThat(plans.getJsonObject(1).getDouble("attempts")).isBetween(1.01, 3.0);
    // An attempt is sent once more if its connection was lost before the answer.
    assertThat(plans.getJsonObject(2).getDouble("attempts")).isBetween(3.0, 3.5);
    assertThat(plans.getJsonObject(2).getJsonObject("successPercentBy").getDouble("1000ms"))
        .isGreaterThan(50);
    assertThat(out.toString()).contains(Files.readString(folder.resolve("hedging.md")));
    assertThat(Files.readString(folder.resolve("hedging.svg"))).contains(">one attempt<");
  }

  @Test
  void wrongOption_isRefused() {
    assertThat(run("--rate=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: 0 (expected: a whole number from 1)");
  }

  private int run(String... arguments) {
    return new CommandLine(new HedgingCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
