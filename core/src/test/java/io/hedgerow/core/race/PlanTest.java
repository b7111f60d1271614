package io.hedgerow.core.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PlanTest {
  @Test
  void attemptsMax_countsHedges() {
    assertThat(Plan.smart(1).attemptsMax()).isEqualTo(3);
    assertThat(Plan.first().attemptsMax()).isEqualTo(3);
  }

  @Test
  void inShadow_changesNothingElse() {
    Plan plan = new Plan(2, 1, 5, Plan.Ending.ALL_ENDED);

    assertThat(plan.isShadow()).isFalse();
    assertThat(plan.inShadow()).isEqualTo(new Plan(2, 1, 5, Plan.Ending.ALL_ENDED, true));
    assertThat(plan.inShadow().attemptsMax()).isEqualTo(2);
  }

  @Test
  void new_valueOutOfRange_isRefusedByName() {
    Plan.Ending ending = Plan.Ending.FIRST_SUCCESS;

    assertThatThrownBy(() -> new Plan(0, 0, 0, ending))
        .hasMessage("initialAttempts: 0 (expected: 1 to 3)");
    assertThatThrownBy(() -> new Plan(4, 0, 0, ending))
        .hasMessage("initialAttempts: 4 (expected: 1 to 3)");
    assertThatThrownBy(() -> new Plan(1, -1, 0, ending))
        .hasMessage("hedges: -1 (expected: 0 to 2)");
    assertThatThrownBy(() -> new Plan(2, 2, 0, ending)).hasMessage("hedges: 2 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Plan(1, 0, -1, ending))
        .hasMessage("hedgeDelayNanos: -1 (expected: 0 or more)");
  }

  @Test
  void newCancelled_deadlineAsReason_isRefused() {
    assertThatThrownBy(() -> new Outcome.Cancelled(CancelReason.DEADLINE))
        .hasMessageContaining("expected: TimedOut");
  }
}
