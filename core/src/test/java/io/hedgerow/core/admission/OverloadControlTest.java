package io.hedgerow.core.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Target 5 ms, interval 100 ms; a delay is measured every 20 ms. */
class OverloadControlTest {
  private static final long MS = 1_000_000;

  private long nowNanos = Long.MAX_VALUE - 1000 * MS;
  private final OverloadControl control = new OverloadControl(5 * MS, 100 * MS, nowNanos);

  @Test
  void atRest_admitsAndHedges() {
    intervals(50, 0);

    assertThat(control.mayHedge()).isTrue();
    assertThat(admitted(1000)).isEqualTo(1000);
  }

  @Test
  void delayAtTheTarget_isBorne() {
    intervals(50, 5 * MS);

    assertThat(control.mayHedge()).isTrue();
    assertThat(admitted(1000)).isEqualTo(1000);
  }

  @Test
  void burst_withOneShortDelayInIt_isBorne() {
    for (int i = 0; i < 50; i++) {
      measure(500 * MS, 500 * MS, 500 * MS, 4 * MS, 500 * MS);
    }

    assertThat(control.mayHedge()).isTrue();
    assertThat(admitted(1000)).isEqualTo(1000);
  }

  @Test
  void oneIntervalAbove_withholdsHedgesAndNothingElse() {
    intervals(1, 8 * MS);

    assertThat(control.mayHedge()).isFalse();
    assertThat(admitted(1000)).isEqualTo(1000);
  }

  @Test
  void twoIntervalsAbove_shedAShareEvenly() {
    intervals(1, 6 * MS);
    intervals(1, 55 * MS);

    // 0.1 × 50 ms above the target + 0.3 × 49 ms grown, of 100 ms.
    assertThat(control.shedShare()).isCloseTo(0.05 + 0.147, within(1e-9));
    assertThat(admitted(1000)).isBetween(802, 804);
    assertThat(control.mayHedge()).isFalse();
  }

  @Test
  void delayThatStaysAtTheTarget_keepsTheShare() {
    intervals(1, 6 * MS);
    intervals(1, 55 * MS);
    intervals(1, 5 * MS);
    double share = control.shedShare();
    intervals(20, 5 * MS);

    assertThat(control.shedShare()).isEqualTo(share);
  }

  @Test
  void hugeDelay_isCapped_andSomeAreAlwaysLetIn() {
    intervals(2, 60_000 * MS);
    assertThat(control.shedShare()).isCloseTo(0.195, within(1e-9));

    intervals(1000, 60_000 * MS);

    assertThat(admitted(1000)).isBetween(19, 21);
  }

  @Test
  void queueIsGone_shareIsGoneWithinTwoSeconds_andHedgesComeLast() {
    intervals(1000, 60_000 * MS);
    intervals(1, 0);
    assertThat(control.mayHedge()).isFalse();
    intervals(19, 0);

    assertThat(control.mayHedge()).isTrue();
    assertThat(admitted(1000)).isEqualTo(1000);
  }

  /** A loop whose delay is the work that stands in its queue, offered more than it can do. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1.0, 1.5, 2.0, 3.0})
  void loop_offeredManyTimesItsCapacity_worksOnWithAShortQueue(double load) {
    double queueMs = 0;
    double worked = 0;
    double worstLateMs = 0;
    double credit = 0;
    for (int step = 0; step < 30_000; step++) {
      // One millisecond: requests of half a millisecond each.
      credit += 2 * load;
      while (credit >= 1) {
        credit -= 1;
        queueMs += control.admits() ? 0.5 : 0.01;
      }
      double done = Math.min(1, queueMs);
      queueMs -= done;
      nowNanos += MS;
      if (step % 20 == 0) {
        control.onLoopDelayMeasured((long) (queueMs * MS), nowNanos);
      }
      if (step >= 10_000) {
        worked += done;
        worstLateMs = Math.max(worstLateMs, queueMs);
      }
    }

    assertThat(worked / 20_000).isGreaterThan(Math.min(1, load) * 0.95);
    assertThat(worstLateMs).isLessThan(50);
  }

  private void intervals(int count, long delayNanos) {
    for (int i = 0; i < count; i++) {
      measure(delayNanos, delayNanos, delayNanos, delayNanos, delayNanos);
    }
  }

  private void measure(long... delaysNanos) {
    for (long delayNanos : delaysNanos) {
      nowNanos += 20 * MS;
      control.onLoopDelayMeasured(delayNanos, nowNanos);
    }
  }

  private int admitted(int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += control.admits() ? 1 : 0;
    }
    return admitted;
  }
}
