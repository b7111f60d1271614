package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SimulateTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void someRaces_tellsSeedRacesAndResult() {
    assertThat(run("--seed=5", "--races=1000")).isZero();
    assertThat(out.toString())
        .contains("Simulating 1,000 races from seed 5")
        .contains("Every invariant held.");
  }

  @Test
  void noSeed_choosesOneAndPrintsIt() {
    assertThat(run("--races=1")).isZero();
    assertThat(out.toString()).containsPattern("from seed \\d+");
  }

  @Test
  void events_printsTheWorldOfTheSeed() {
    assertThat(run("--seed=5", "--events")).isZero();
    assertThat(out.toString()).startsWith("options: ").contains("request 1").contains("-> finish");
  }

  @Test
  void noRaces_isRefused() {
    assertThat(run("--races=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--races: 0 (expected: 1 or more)");
  }

  private int run(String... arguments) {
    return new CommandLine(new Simulate())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
