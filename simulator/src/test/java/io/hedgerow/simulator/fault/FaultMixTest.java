package io.hedgerow.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultMixTest {
  private static final Latency LATENCY = new Latency(1, 9);
  private static final Fault HANG = new Fault.Hang();
  private static final Fault STALL = new Fault.StallMidBody();

  @Test
  void next_sameSeed_givesTheSameSequence() {
    assertThat(draw(FaultMix.DEFAULT, 42, 1_000)).isEqualTo(draw(FaultMix.DEFAULT, 42, 1_000));
  }

  @Test
  void next_otherSeed_givesAnotherSequence() {
    assertThat(draw(FaultMix.DEFAULT, 42, 100)).isNotEqualTo(draw(FaultMix.DEFAULT, 43, 100));
  }

  @Test
  void next_rateZero_neverFails() {
    assertThat(draw(new FaultMix(LATENCY, 0, List.of(HANG)), 1, 1_000))
        .allMatch(behaviour -> behaviour.fault() instanceof Fault.None);
  }

  @Test
  void next_rateOne_alwaysFails() {
    assertThat(draw(new FaultMix(LATENCY, 1, List.of(HANG)), 1, 1_000))
        .allMatch(behaviour -> behaviour.fault().equals(HANG));
  }

  @Test
  void next_rateBetweenZeroAndOne_failsAtThatRateAndDrawsFaultsEvenly() {
    FaultMix mix = new FaultMix(LATENCY, 0.3, List.of(HANG, STALL));

    Map<Fault, Long> drawn =
        draw(mix, 1, 10_000).stream()
            .collect(Collectors.groupingBy(Behaviour::fault, Collectors.counting()));

    assertThat(drawn).containsOnlyKeys(new Fault.None(), HANG, STALL);
    assertThat(drawn.get(HANG)).isCloseTo(1_500, within(150L));
    assertThat(drawn.get(STALL)).isCloseTo(1_500, within(150L));
  }

  @Test
  void parse_noDelay_drawsItFromTheLatency() {
    FaultMix mix = new FaultMix(new Latency(7, 7), 0, List.of());

    assertThat(mix.parse("hang", new SplittableRandom(1))).isEqualTo(new Behaviour(7, HANG));
    assertThat(mix.parse("hang@0ms", new SplittableRandom(1))).isEqualTo(new Behaviour(0, HANG));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
  void new_rateOutOfRange_isRefused(double rate) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultMix(LATENCY, rate, List.of(HANG)))
        .withMessage("failure rate: " + rate + " (expected: a number from 0 to 1)");
  }

  @Test
  void new_failuresWithoutFaults_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultMix(LATENCY, 0.5, List.of()))
        .withMessage("faults: [] (expected: at least one with a failure rate of 0.5)");
  }

  @Test
  void new_okAmongTheFaults_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FaultMix(LATENCY, 0.5, List.of(HANG, new Fault.None())))
        .withMessage("faults: [hang, ok] (expected: faults other than ok)");
  }

  private static List<Behaviour> draw(FaultMix mix, long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> mix.next(random)).limit(count).toList();
  }
}
