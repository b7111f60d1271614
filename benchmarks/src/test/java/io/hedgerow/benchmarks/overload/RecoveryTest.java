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

    assertThat(judge().seconds()).isZero();
    assertThat(judge().inWords()).isEqualTo("recovered after 0.00 s");
  }

  @Test
  void back_afterAWhile_isTheFirstSecondWithNineTenths() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 88, 60.0);

    assertThat(judge().seconds()).isEqualTo(1.75);
  }

  @Test
  void back_withASlowSecondLater_isBack() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 80, 5.0);
    Arrays.fill(goodput, 120, 124, 50.0);

    assertThat(judge().seconds()).isZero();
  }

  @Test
  void back_andDownAgainForLong_isBackTheSecondTime() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 80, 5.0);
    Arrays.fill(goodput, 88, 128, 60.0);

    assertThat(judge().seconds()).isBetween(8.0, 11.75);
  }

  @Test
  void neverBack_isInfinite() {
    Arrays.fill(goodput, 100.0);
    Arrays.fill(goodput, 40, 160, 89.0);

    assertThat(judge().seconds()).isInfinite();
    assertThat(judge().inWords()).isEqualTo("not recovered after 20 s");
  }

  @Test
  void downBeforehand_isNeverBack() {
    Arrays.fill(goodput, 0.0);

    assertThat(judge().seconds()).isInfinite();
    assertThat(judge().inWords()).startsWith("down before the upstream was slow");
  }

  private Recovery judge() {
    return Recovery.of(Recovery.Guards.DEFAULTS, 100, List.of(goodput));
  }
}
