package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.hedgerow.simulation.limit.LimitWorld;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulates limits with fixed seeds and a new one. */
final class LimitSimulationTest {
  private static final long LIMITS = 400;

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE - 10})
  void fixedSeed_everyInvariantHolds(long seed) {
    explore(seed);
  }

  @Test
  void freshSeed_everyInvariantHolds() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("The fresh seed of this run: " + seed);
    explore(seed);
  }

  @Test
  void sameSeed_givesTheSameEvents() {
    assertThat(LimitWorld.trace(7))
        .isEqualTo(LimitWorld.trace(7))
        .isNotEqualTo(LimitWorld.trace(8));
    assertThat(LimitWorld.trace(7)).hasSizeGreaterThan(1);
  }

  private static void explore(long seed) {
    Explorer.Report report = Explorer.explore(Explorer.Subject.LIMITS, seed, LIMITS, _ -> {});
    Explorer.Finding finding = report.finding();
    if (finding != null) {
      fail(
          "%s%n%s%nShow it again: ./hedgerow simulate --seed=%d --races=0 --limits=1",
          finding.problem(), String.join("\n", finding.events()), finding.seed());
    }
    assertThat(report.runs()).isGreaterThanOrEqualTo(LIMITS);
  }
}
