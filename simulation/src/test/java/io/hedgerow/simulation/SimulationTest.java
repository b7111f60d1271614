package io.hedgerow.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simulates worlds with fixed seeds and a new one. */
final class SimulationTest {
  private static final long RACES = 500_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE - 10, -5_000_000_000L})
  void fixedSeed_everyInvariantHolds(long seed) {
    explore(seed);
  }

  @Test
  void freshSeed_everyInvariantHolds() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("The fresh seed of this run: " + seed);
    explore(seed);
  }

  /**
   * A regression: in world 6, an initial attempt was launched as a hedge when the launch of an
   * earlier one failed.
   */
  @Test
  void seed6_initialAttempts_areNotHedges() {
    assertThat(World.run(6)).isPositive();
  }

  @Test
  void worlds_haveRacesThatEndWithAFinalAnswer() {
    assertThat(LongStream.range(0, 100).boxed().flatMap(seed -> World.trace(seed).stream()))
        .anyMatch(event -> event.contains("-> finish Final["));
  }

  @Test
  void worlds_haveRacesWithHedgesInShadow() {
    assertThat(LongStream.range(0, 100).boxed().flatMap(seed -> World.trace(seed).stream()))
        .anyMatch(event -> event.contains("-> shadows 2 hedges HEDGE_DELAY_PASSED"))
        .anyMatch(event -> event.contains("-> shadows 2 hedges ATTEMPT_FAILED"));
  }

  @Test
  void worlds_haveCallersWhoShareARace() {
    assertThat(LongStream.range(0, 200).boxed().flatMap(seed -> World.trace(seed).stream()))
        .anyMatch(event -> event.contains("is asked by caller "))
        .anyMatch(event -> event.contains("-> answer caller 9 Won["))
        .anyMatch(event -> event.contains("-> answer caller 9 DeadlineReached["));
  }

  @Test
  void sameSeed_givesTheSameEvents() {
    assertThat(World.trace(7)).isEqualTo(World.trace(7)).isNotEqualTo(World.trace(8));
    assertThat(World.trace(7)).hasSizeGreaterThan(20);
  }

  private static void explore(long seed) {
    Explorer.Report report = Explorer.explore(Explorer.Subject.RACES, seed, RACES, _ -> {});
    Explorer.Finding finding = report.finding();
    if (finding != null) {
      fail(
          "%s%n%s%nShow it again: ./hedgerow simulate --seed=%d --races=1 --limits=0",
          finding.problem(), String.join("\n", finding.events()), finding.seed());
    }
    assertThat(report.runs()).isGreaterThanOrEqualTo(RACES);
  }
}
