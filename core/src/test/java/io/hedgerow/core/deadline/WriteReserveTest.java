package io.hedgerow.core.deadline;

import static io.hedgerow.core.deadline.WriteReserve.HALF_LIFE_NANOS;
import static io.hedgerow.core.deadline.WriteReserve.INTERVAL_NANOS;
import static io.hedgerow.core.deadline.WriteReserve.NANOS_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WriteReserveTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MIN = 1_000_000;
  private final WriteReserve reserve = new WriteReserve(MIN, 0);

  @Test
  void nanosFor_idleLoop_isTheMinimum() {
    assertThat(reserve.nanosFor(SECOND, 5)).isEqualTo(MIN);
  }

  @Test
  void nanosFor_delayedLoop_addsTheDelay() {
    reserve.onTaskMeasured(3_000_000, 7);

    assertThat(reserve.nanosFor(SECOND, 7)).isEqualTo(MIN + 3_000_000);
  }

  @Test
  void delay_halvesWithEveryHalfLife() {
    reserve.onTaskMeasured(4_000_000, 0);

    assertThat(reserve.nanosFor(SECOND, HALF_LIFE_NANOS)).isEqualTo(MIN + 2_000_000);
    assertThat(reserve.nanosFor(SECOND, 2 * HALF_LIFE_NANOS)).isEqualTo(MIN + 1_000_000);
  }

  @Test
  void smallerDelay_doesNotHideAFreshPeak() {
    reserve.onTaskMeasured(4_000_000, 0);
    reserve.onTaskMeasured(100, 1);

    assertThat(reserve.nanosFor(SECOND, 1)).isGreaterThan(MIN + 3_999_000);
  }

  @Test
  void delayAboveTheDecayedPeak_isTheNewPeak() {
    reserve.onTaskMeasured(4_000_000, 0);
    reserve.onTaskMeasured(3_000_000, HALF_LIFE_NANOS);

    assertThat(reserve.nanosFor(SECOND, HALF_LIFE_NANOS)).isEqualTo(MIN + 3_000_000);
  }

  @Test
  void nanosFor_hugeDelay_isTheMaximum() {
    reserve.onTaskMeasured(SECOND, 0);

    assertThat(reserve.nanosFor(SECOND, 0)).isEqualTo(NANOS_MAX);
  }

  @ParameterizedTest
  @CsvSource({"7999999, 8000000", "8000000, 8000000", "8000001, 8000001"})
  void minimumNearTheMaximum_delayed_isNeverBelowTheMinimum(long minNanos, long expectedNanos) {
    WriteReserve large = new WriteReserve(minNanos, 0);
    assertThat(large.nanosFor(SECOND, 0)).isEqualTo(minNanos);

    large.onTaskMeasured(SECOND, 0);

    assertThat(large.nanosFor(SECOND, 0)).isEqualTo(expectedNanos);
  }

  @Test
  void delayOfEveryTurn_isAddedWhole() {
    for (int turn = 1; turn <= 5; turn++) {
      reserve.onTurnMeasured((19 + turn) * MIN, turn * INTERVAL_NANOS / 5);
    }

    assertThat(reserve.nanosFor(SECOND, INTERVAL_NANOS)).isEqualTo(MIN + 20 * MIN);
    assertThat(reserve.nanosFor(20 * MIN, INTERVAL_NANOS)).isEqualTo(10 * MIN);
  }

  @Test
  void delayOfEveryTurn_oneTurnOnTimeInTheNextInterval_isForgotten() {
    reserve.onTurnMeasured(20 * MIN, INTERVAL_NANOS);
    assertThat(reserve.nanosFor(SECOND, INTERVAL_NANOS)).isEqualTo(21 * MIN);

    reserve.onTurnMeasured(0, INTERVAL_NANOS + 1);
    reserve.onTurnMeasured(20 * MIN, 2 * INTERVAL_NANOS);

    assertThat(reserve.nanosFor(SECOND, 2 * INTERVAL_NANOS)).isEqualTo(NANOS_MAX);
  }

  @Test
  void delayOfManyTasks_isNoStandingDelay() {
    for (int i = 0; i < 50; i++) {
      reserve.onTaskMeasured(20 * MIN, i * INTERVAL_NANOS / 10);
    }

    assertThat(reserve.nanosFor(SECOND, 5 * INTERVAL_NANOS)).isEqualTo(NANOS_MAX);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1", "1000000, 500000", "1999999, 999999", "2000001, 1000000"})
  void nanosFor_shortTimeout_isAtMostHalf(long timeoutNanos, long expectedNanos) {
    assertThat(reserve.nanosFor(timeoutNanos, 0)).isEqualTo(expectedNanos);
  }

  @Test
  void clockWrapsAround_decayContinues() {
    reserve.onTaskMeasured(4_000_000, Long.MAX_VALUE);

    assertThat(reserve.nanosFor(SECOND, Long.MAX_VALUE + HALF_LIFE_NANOS))
        .isEqualTo(MIN + 2_000_000);
  }
}
