package io.hedgerow.gateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.fault.SlowShare;
import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each replica does. */
final class TroubleTest {
  private static final List<Fault> FAULTS = List.of(new Fault.Hang());
  private static final FaultMix MIX = new FaultMix(new Latency(100, 600), 0.1, FAULTS);

  @Test
  void oneReplica_isSlowerAndFailsMore_theOthersAreNot() {
    Trouble trouble = with(Trouble.of(MIX), "replica=2&replica-factor=10&replica-failure-rate=0.5");

    assertThat(trouble.behaviours(1)).isEqualTo(MIX);
    assertThat(trouble.behaviours(2)).isEqualTo(new FaultMix(new Latency(1000, 6000), 0.5, FAULTS));
    assertThat(trouble.behaviours(3)).isEqualTo(MIX);
  }

  @Test
  void failureRateOfOneReplica_belowThatOfAll_changesNothing() {
    assertThat(with(Trouble.of(MIX), "replica-failure-rate=0.05").behaviours(1)).isEqualTo(MIX);
  }

  @Test
  void slowShare_isOfEveryReplica() {
    Trouble trouble = with(Trouble.of(MIX), "slow-share=0.5&slow-factor=4&replica-factor=2");

    assertThat(trouble.behaviours(1))
        .isEqualTo(new SlowShare(new FaultMix(new Latency(200, 1200), 0.1, FAULTS), 0.5, 4));
    assertThat(trouble.behaviours(2)).isEqualTo(new SlowShare(MIX, 0.5, 4));
  }

  @Test
  void slowReplicaOfAScenario_isTheOneThatWasChosen() {
    Trouble trouble = with(Trouble.of(MIX), "replica=3").withSlowReplica();

    assertThat(trouble.behaviours(1)).isEqualTo(MIX);
    assertThat(trouble.behaviours(3).latency()).isEqualTo(new Latency(1000, 6000));
  }

  @Test
  void outage_isOfEveryReplica() {
    Trouble trouble = with(Trouble.of(MIX), "outage=true&replica-factor=2");

    assertThat(trouble.behaviours(1)).isEqualTo(trouble.behaviours(2));
    assertThat(((FaultMix) trouble.behaviours(1)).failureRate()).isEqualTo(1);
  }

  private static Trouble with(Trouble trouble, String query) {
    MultiMap values = MultiMap.caseInsensitiveMultiMap();
    for (String parameter : query.split("&", -1)) {
      String[] nameAndValue = parameter.split("=", 2);
      values.add(nameAndValue[0], nameAndValue[1]);
    }
    return trouble.with(new Parameters(values), 3);
  }
}
