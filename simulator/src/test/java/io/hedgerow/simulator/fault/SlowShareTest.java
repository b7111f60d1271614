package io.hedgerow.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlowShareTest {
  private static final FaultMix ALWAYS_7 = new FaultMix(new Latency(7, 7), 0, List.of());

  @Test
  void next_drawn1000Times_isSlowInThatShare() {
    SlowShare slow = new SlowShare(ALWAYS_7, 0.25, 10);
    RandomGenerator random = new SplittableRandom(1);

    List<Long> delays =
        random
            .ints(1000)
            .mapToObj(seed -> slow.next(new SplittableRandom(seed)).delayMillis())
            .toList();

    assertThat(delays.stream().distinct()).containsExactlyInAnyOrder(7L, 70L);
    assertThat(delays.stream().filter(delay -> delay == 70).count())
        .isCloseTo(250, Offset.offset(50L));
  }

  @Test
  void next_ofTheLongestDelay_isNoLonger() {
    Latency longest = new Latency(Behaviour.DELAY_MILLIS_MAX, Behaviour.DELAY_MILLIS_MAX);
    SlowShare slow = new SlowShare(new FaultMix(longest, 0, List.of()), 1, 100);

    assertThat(slow.next(new SplittableRandom(1)).delayMillis())
        .isEqualTo(Behaviour.DELAY_MILLIS_MAX);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void share_outsideTheRange_isRejected(double share) {
    assertThatThrownBy(() -> new SlowShare(ALWAYS_7, share, 10))
        .hasMessage("slow share: " + share + " (expected: a number from 0 to 1)");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101})
  void factor_outsideTheRange_isRejected(int factor) {
    assertThatThrownBy(() -> new SlowShare(ALWAYS_7, 1, factor))
        .hasMessage("slow factor: " + factor + " (expected: a whole number from 1 to 100)");
  }
}
