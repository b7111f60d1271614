package io.hedgerow.simulation.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulation.Simulate;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class CompareReplicasTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void oneWorkload_printsEachScenarioWithEachPolicy() {
    assertThat(run("replicas", "--seed=5", "--requests=10000", "--workload=HEDGED")).isZero();
    for (Scenario scenario : Scenario.values()) {
      for (Policy policy : Policy.values()) {
        assertThat(out.toString()).containsPattern("(?m)^" + scenario + " +" + policy + " +\\d");
      }
    }
    assertThat(out.toString()).containsOnlyOnce("p99.9");
  }

  @Test
  void tooFewRequests_areRejected() {
    assertThat(run("replicas", "--requests=9999")).isEqualTo(2);
    assertThat(err.toString()).contains("--requests: 9999 (expected: a whole number from 10000)");
  }

  private int run(String... arguments) {
    return new CommandLine(new Simulate())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
