package io.hedgerow.simulation.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.simulation.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulated world on which the comparison is based. */
final class ReplicaWorldTest {
  private static final int REQUESTS = 10_000;

  @ParameterizedTest
  @EnumSource(Policy.class)
  void sameSeed_givesTheSameRun(Policy policy) {
    Journal run = run(Scenario.ROLLING_RESTART, policy, 7);

    assertThat(run.requests()).hasSize(REQUESTS);
    assertThat(run(Scenario.ROLLING_RESTART, policy, 7).requests()).isEqualTo(run.requests());
    assertThat(run(Scenario.ROLLING_RESTART, policy, 7).asked()).isEqualTo(run.asked());
    assertThat(run(Scenario.ROLLING_RESTART, policy, 8).asked()).isNotEqualTo(run.asked());
  }

  @ParameterizedTest
  @EnumSource(Policy.class)
  void allAlike_callersGetTheSameWhateverReplicasAreChosen(Policy policy) {
    assertThat(run(Scenario.ALL_ALIKE, policy, 7).requests())
        .isEqualTo(run(Scenario.ALL_ALIKE, Policy.ORACLE, 7).requests());
  }

  @Test
  void oneSlow_costsCallersUnlessOneKnowsWhich() {
    double well = p999(Scenario.ALL_ALIKE, Policy.ORACLE);

    assertThat(p999(Scenario.ONE_SLOW, Policy.ORACLE)).isEqualTo(well);
    assertThat(p999(Scenario.ONE_SLOW, Policy.ROUND_ROBIN)).isGreaterThan(1.5 * well);
  }

  @Test
  void replicaAtItsCapacity_servesOneAfterTheOther() {
    VirtualLoop loop = new VirtualLoop(new SplittableRandom(7), 0, 0, 0);
    SimulatedReplica replica = new SimulatedReplica(loop, 1);
    List<String> events = new ArrayList<>();
    for (String name : List.of("first", "cancelled", "third", "failed")) {
      double luck = name.equals("failed") ? 0 : 0.5;
      SimulatedReplica.Call call =
          replica.serve(
              new SimulatedReplica.Work(20, luck),
              outcome ->
                  events.add(name + " " + outcome.label() + " " + loop.offsetNanos() / 1_000_000));
      if (name.equals("cancelled")) {
        call.cancel();
      }
    }

    loop.run();
    assertThat(events)
        .containsExactly("first succeeded 20", "third succeeded 40", "failed bad-status 45");
  }

  @Test
  void replicaThatStops_losesItsWorkAndRefusesMore() {
    VirtualLoop loop = new VirtualLoop(new SplittableRandom(7), 0, 0, 0);
    SimulatedReplica replica = new SimulatedReplica(loop, 1);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      replica.serve(new SimulatedReplica.Work(20, 0.5), outcomes::add);
    }

    replica.change(Condition.DOWN);
    replica.serve(new SimulatedReplica.Work(20, 0.5), outcomes::add);
    loop.run();
    assertThat(outcomes)
        .extracting(Outcome::label)
        .containsExactly("connection-lost", "connection-lost", "unreachable");
  }

  private static double p999(Scenario scenario, Policy policy) {
    return Journal.quantile(run(scenario, policy, 7).settled(), 0.999);
  }

  private static Journal run(Scenario scenario, Policy policy, long seed) {
    return ReplicaWorld.run(scenario, Workload.HEDGED, policy, seed, REQUESTS);
  }
}
