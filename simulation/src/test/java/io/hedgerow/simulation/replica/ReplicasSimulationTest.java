package io.hedgerow.simulation.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The core's choice of replicas, compared with round robin and with the oracle. */
final class ReplicasSimulationTest {
  private static final long SEED = 1;
  private static final int REQUESTS = 60_000;

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "SINGLE")
  void anyTrouble_callersAreServedAlmostAsByTheOracle(Workload workload) {
    for (Scenario scenario : Scenario.values()) {
      double oracle = p999(run(scenario, workload, Policy.ORACLE));
      double hedgerow = p999(run(scenario, workload, Policy.HEDGEROW));
      assertThat(hedgerow).as("%s, %s", workload, scenario).isLessThan(1.1 * oracle);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anyTrouble_noMoreRequestsAreLostThanByRoundRobin(Workload workload) {
    for (Scenario scenario : Scenario.values()) {
      long roundRobin = Journal.lost(run(scenario, workload, Policy.ROUND_ROBIN).requests());
      long hedgerow = Journal.lost(run(scenario, workload, Policy.HEDGEROW).requests());
      assertThat(hedgerow).as("%s, %s", workload, scenario).isLessThan(roundRobin * 101 / 100 + 5);
    }
  }

  /** Without hedges, every test of an ejected replica that is still bad costs a request. */
  @ParameterizedTest
  @CsvSource({"ONE_SLOW, 50", "ONE_HANGING, 50", "ONE_FAILING, 300", "ONE_FLAPPING, 150"})
  void noHedges_losesAFewRequestsOnly(Scenario scenario, long times) {
    long roundRobin = Journal.lost(run(scenario, Workload.SINGLE, Policy.ROUND_ROBIN).troubled());
    long hedgerow = Journal.lost(run(scenario, Workload.SINGLE, Policy.HEDGEROW).troubled());
    assertThat(hedgerow).isLessThan(roundRobin / times);
  }

  @ParameterizedTest
  @EnumSource
  void allAlike_nobodyIsEjected_andCallersNoticeNothing(Workload workload) {
    Journal hedgerow = run(Scenario.ALL_ALIKE, workload, Policy.HEDGEROW);
    Journal roundRobin = run(Scenario.ALL_ALIKE, workload, Policy.ROUND_ROBIN);

    assertThat(hedgerow.ejections()).isZero();
    for (double share : new double[] {0.5, 0.99, 0.999}) {
      assertThat(Journal.quantile(hedgerow.requests(), share))
          .isLessThan(1.01 * Journal.quantile(roundRobin.requests(), share));
    }
    assertThat(Journal.extraLoad(hedgerow.requests()))
        .isCloseTo(Journal.extraLoad(roundRobin.requests()), within(0.002));
  }

  @ParameterizedTest
  @EnumSource
  void allSlowOrAllFailing_nobodyIsEjected(Workload workload) {
    for (Scenario scenario : List.of(Scenario.ALL_SLOW, Scenario.ALL_FAILING)) {
      assertThat(run(scenario, workload, Policy.HEDGEROW).ejections()).as("%s", scenario).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneBad_isEjectedSoon_andBackAfterwards(Workload workload) {
    for (Scenario scenario :
        List.of(Scenario.ONE_SLOW, Scenario.ONE_HANGING, Scenario.ONE_FAILING)) {
      Journal journal = run(scenario, workload, Policy.HEDGEROW);
      assertThat(journal.secondsToEject()).as("%s", scenario).isLessThan(6);
      assertThat(journal.secondsToReadmit()).as("%s", scenario).isLessThan(30);
      assertThat(journal.wrongEjections()).as("%s", scenario).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"SINGLE, 5", "SINGLE, 50", "SINGLE, 500", "HEDGED, 5", "HEDGED, 500", "SMART, 50"})
  void equalReplicas_areAskedEvenly_andNoneStarves(Workload workload, int requestsPerSecond) {
    Journal journal =
        ReplicaWorld.run(
            Scenario.ALL_ALIKE, workload, requestsPerSecond, Policy.HEDGEROW, SEED, 10_000);

    int[] asked = new int[3];
    int[] last = new int[3];
    int longestWait = 0;
    List<Journal.Asked> all = journal.asked();
    for (int i = 0; i < all.size(); i++) {
      int replica = all.get(i).replica();
      asked[replica]++;
      longestWait = Math.max(longestWait, i - last[replica]);
      last[replica] = i;
    }
    double even = all.size() / 3.0;
    assertThat(Arrays.stream(asked).min().orElseThrow()).isGreaterThan((int) (0.9 * even));
    assertThat(Arrays.stream(asked).max().orElseThrow()).isLessThan((int) (1.1 * even));
    assertThat(longestWait).isLessThan(150);
  }

  /** A replica that comes back gets a tenth of a full share at first, and all of it after 10 s. */
  @Test
  void replicaThatIsBack_getsItsShareLittleByLittle() {
    Journal journal = run(Scenario.ONE_FAILING, Workload.HEDGED, Policy.HEDGEROW);
    double backSeconds = 0.75 * REQUESTS / 500 + journal.secondsToReadmit();

    List<Double> shares = new ArrayList<>();
    for (int second = 0; second < 12; second++) {
      shares.add(shareOf(0, journal, backSeconds + second, backSeconds + second + 1));
    }

    assertThat(shares.getFirst()).isLessThan(0.1);
    assertThat(shares.get(4)).isBetween(0.1, 0.3);
    assertThat(shares.get(11)).isBetween(0.28, 0.39);
  }

  private static double shareOf(int replica, Journal journal, double from, double until) {
    return journal.asked().stream()
        .filter(asked -> asked.seconds() >= from && asked.seconds() < until)
        .mapToInt(asked -> asked.replica() == replica ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static double p999(Journal journal) {
    return Journal.quantile(journal.settled(), 0.999);
  }

  private static Journal run(Scenario scenario, Workload workload, Policy policy) {
    return ReplicaWorld.run(scenario, workload, policy, SEED, REQUESTS);
  }
}
