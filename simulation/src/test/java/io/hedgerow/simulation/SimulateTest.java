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
  void racesAndLimits_printSeedCountsAndResult() {
    assertThat(run("--seed=5", "--races=1000", "--limits=8")).isZero();
    assertThat(out.toString())
        .contains("Simulating 1,000 races from seed 5")
        .contains("Simulating 8 limits from seed 5")
        .contains("8 limits in 8 worlds")
        .contains("Every invariant held.");
  }

  @Test
  void noSeed_printsTheOneChosen() {
    assertThat(run("--races=1", "--limits=1")).isZero();
    assertThat(out.toString()).containsPattern("from seed \\d+");
  }

  @Test
  void eventsOfRaces_printTheWorldOfTheSeed() {
    assertThat(run("--seed=5", "--events")).isZero();
    assertThat(out.toString()).startsWith("options: ").contains("race 1").contains("-> finish");
  }

  @Test
  void limitsOnly_runsNoRace() {
    assertThat(run("--seed=5", "--races=0", "--limits=4")).isZero();
    assertThat(out.toString()).startsWith("Simulating 4 limits from seed 5");
  }

  @Test
  void eventsOfALimit_printTheWorldOfTheSeed() {
    assertThat(run("--seed=5", "--races=0", "--events")).isZero();
    assertThat(out.toString().lines().count()).isGreaterThan(1);
  }

  @Test
  void nothingToSimulate_isRejected() {
    assertThat(run("--races=0", "--limits=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--races and --limits: 0 (expected: at least one");
    assertThat(run("--races=-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--races: -1 (expected: 0 or more)");
    assertThat(run("--limits=-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--limits: -1 (expected: 0 or more)");
  }

  private int run(String... arguments) {
    return new CommandLine(new Simulate())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
