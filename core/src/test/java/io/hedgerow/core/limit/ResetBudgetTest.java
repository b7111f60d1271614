package io.hedgerow.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResetBudgetTest {
  private static final long WINDOW = 30_000_000_000L;

  @Test
  void budget_atOnce_isAThirdOfTheMaximum() {
    assertThat(take(new ResetBudget(150, WINDOW, 0), 0)).isEqualTo(50);
  }

  @Test
  void budget_usedUp_isRefilledOverTheWindow() {
    ResetBudget budget = new ResetBudget(150, WINDOW, 0);
    take(budget, 0);

    assertThat(take(budget, WINDOW / 100 - 1)).isZero();
    assertThat(take(budget, WINDOW / 100 + 1)).isEqualTo(1);
  }

  @Test
  void budget_unused_neverExceedsItsInitialSize() {
    assertThat(take(new ResetBudget(150, WINDOW, 0), 100 * WINDOW)).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 150, 199})
  void anyWindow_hasAtMostTheMaximum(int max) {
    ResetBudget budget = new ResetBudget(max, WINDOW, 0);
    SplittableRandom random = new SplittableRandom(max);
    ArrayDeque<Long> taken = new ArrayDeque<>();
    long nowNanos = 0;
    long total = 0;
    for (int i = 0; i < 20_000; i++) {
      nowNanos += random.nextLong(WINDOW / (random.nextBoolean() ? 10 : 1000));
      while (!taken.isEmpty() && nowNanos - taken.getFirst() >= WINDOW) {
        taken.removeFirst();
      }
      if (budget.isLeft(nowNanos)) {
        budget.spend(nowNanos);
        taken.addLast(nowNanos);
        total++;
      }
      assertThat(taken.size()).isLessThanOrEqualTo(max);
    }
    // About forty resets are requested in each window.
    assertThat(total).isGreaterThan(nowNanos / WINDOW * Math.min(max, 30) / 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void smallBudget_isRefilledWithinTheWindow(int max) {
    ResetBudget budget = new ResetBudget(max, WINDOW, 0);
    assertThat(take(budget, 0)).isEqualTo(1);

    assertThat(take(budget, WINDOW / 2)).isZero();
    assertThat(take(budget, WINDOW + 1)).isEqualTo(1);
  }

  @Test
  void budget_maximumOfZero_allowsNothing() {
    assertThat(take(new ResetBudget(0, WINDOW, 0), 10 * WINDOW)).isZero();
  }

  @Test
  void spend_nothingLeft_isPaidFromTheRefill() {
    ResetBudget budget = new ResetBudget(150, WINDOW, 0);
    take(budget, 0);
    budget.spend(0);

    assertThat(take(budget, WINDOW / 100 + 1)).isZero();
    assertThat(take(budget, 2 * WINDOW / 100 + 1)).isEqualTo(1);
  }

  @Test
  void clockWrapsAround_refillContinues() {
    ResetBudget budget = new ResetBudget(150, WINDOW, Long.MAX_VALUE);
    take(budget, Long.MAX_VALUE);

    assertThat(take(budget, Long.MAX_VALUE + WINDOW)).isEqualTo(50);
  }

  @Test
  void spend_afterARest_isTakenFromAFullBudget() {
    ResetBudget budget = new ResetBudget(150, WINDOW, 0);
    take(budget, 0);
    budget.spend(WINDOW);

    assertThat(take(budget, WINDOW)).isEqualTo(49);
  }

  @Test
  void new_windowOfOneNanosecond_isAccepted() {
    assertThat(take(new ResetBudget(3, 1, 0), 0)).isEqualTo(1);
  }

  @Test
  void new_valueOutOfRange_isRefused() {
    assertThatThrownBy(() -> new ResetBudget(-1, WINDOW, 0)).hasMessageContaining("max: -1");
    assertThatThrownBy(() -> new ResetBudget(1, 0, 0)).hasMessageContaining("windowNanos: 0");
  }

  private static int take(ResetBudget budget, long nowNanos) {
    int taken = 0;
    while (budget.isLeft(nowNanos)) {
      budget.spend(nowNanos);
      taken++;
    }
    return taken;
  }
}
