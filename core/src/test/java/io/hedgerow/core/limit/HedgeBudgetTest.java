package io.hedgerow.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Half a hedge for each success, four in store, three at once. */
final class HedgeBudgetTest {
  private final HedgeBudget budget = new HedgeBudget(0.5, 4, 3);

  @Test
  void take_fullBudget_givesAtMostTheInFlightMaximum() {
    assertThat(budget.take(2)).isEqualTo(2);
    assertThat(budget.take(2)).isEqualTo(1);
    assertThat(budget.take(2)).isZero();
    assertThat(budget.running()).isEqualTo(3);
  }

  @Test
  void savings_usedUp_areEarnedBySuccesses() {
    takeAndEnd(2);
    takeAndEnd(2);
    assertThat(budget.take(2)).isZero();

    budget.onSuccess();
    assertThat(budget.take(2)).isZero();
    budget.onSuccess();
    assertThat(budget.take(2)).isEqualTo(1);
  }

  @Test
  void savings_manySuccesses_areCapped() {
    for (int i = 0; i < 1000; i++) {
      budget.onSuccess();
    }

    takeAndEnd(2);
    takeAndEnd(2);
    assertThat(budget.take(2)).isZero();
  }

  @Test
  void take_refused_costsNothing() {
    takeAndEnd(2);
    takeAndEnd(2);
    for (int i = 0; i < 1000; i++) {
      assertThat(budget.take(2)).isZero();
    }
    budget.onSuccess();
    budget.onSuccess();

    assertThat(budget.take(2)).isEqualTo(1);
  }

  private void takeAndEnd(int hedges) {
    assertThat(budget.take(hedges)).isEqualTo(hedges);
    for (int i = 0; i < hedges; i++) {
      budget.onHedgeEnded();
    }
  }
}
