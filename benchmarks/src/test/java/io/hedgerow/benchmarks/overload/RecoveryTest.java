package io.hedgerow.benchmarks.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
  private final Double[] goodput = new Double[160];

  @Test
  void back_atOnce_isNoTime() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 80, 5.0);

    assertThat(Recovery.secondsUntilBack(List.of(goodput))).isZero();
  }

  @Test
  void back_afterAWhile_isTheFirstSecondWithNineTenths() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 88, 60.0);

    assertThat(Recovery.secondsUntilBack(List.of(goodput))).isEqualTo(1.75);
  }

  @Test
  void back_andAwayAgain_isBackTheSecondTime() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 80, 5.0);
    Arrays.fill(goodput, 120, 128, 80.0);

    assertThat(Recovery.secondsUntilBack(List.of(goodput))).isEqualTo(11.5);
  }

  @Test
  void neverBack_isForEver() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 160, 89.0);

    assertThat(Recovery.secondsUntilBack(List.of(goodput))).isInfinite();
  }
}
