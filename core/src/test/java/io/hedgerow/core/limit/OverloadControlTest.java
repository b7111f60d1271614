package io.hedgerow.core.limit;

import static io.hedgerow.core.limit.OverloadControl.LOAD_MIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Target 30 ms, interval 100 ms; a delay is measured every 20 ms. */
final class OverloadControlTest {
  private static final long MS = 1_000_000;

  /** A timeout that tolerates no more than the target. */
  private static final long SHORT = 200 * MS;

  /** The timeout that tolerates a delay of 125 ms. */
  private static final long LONG = 1000 * MS;

  private long nowNanos = Long.MAX_VALUE - 1000 * MS;
  private final List<Runnable> endsOfTurn = new ArrayList<>();
  private final OverloadControl control =
      new OverloadControl(30 * MS, 100 * MS, nowNanos, endsOfTurn::add);
  // The results of a loop.
  private long done;
  private long refused;
  private long worstNanos;

  @Test
  void atRest_admitsAndHedges() {
    intervals(50, 0);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    assertThat(admittedInATurn(1000)).isEqualTo(1000);
  }

  @Test
  void fewRequestsInFlight_loopLate_isNotOverloaded() {
    for (int i = 0; i < 50; i++) {
      nowNanos += 20 * MS;
      control.onLoopDelayMeasured(500 * MS + i * MS, LOAD_MIN - 1, nowNanos);
    }

    assertThat(control.isShedding()).isFalse();
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    assertThat(admittedInATurn(1000)).isEqualTo(1000);
  }

  @Test
  void shedding_loadFalls_admitsAndHedgesAtOnce() {
    intervals(2, 31 * MS);
    assertThat(control.isShedding()).isTrue();
    assertThat(control.admits(LOAD_MIN, SHORT, nowNanos)).isTrue();
    nowNanos += 5 * MS;

    assertThat(control.admits(LOAD_MIN, SHORT, nowNanos)).isFalse();
    assertThat(control.admits(LOAD_MIN - 1, SHORT, nowNanos)).isTrue();
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
    assertThat(control.permitsHedges(LOAD_MIN - 1, SHORT)).isTrue();
  }

  @Test
  void delay_atTheTarget_isTolerated() {
    intervals(50, 30 * MS);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    assertThat(control.isShedding()).isFalse();
  }

  @Test
  void burst_withOneShortDelay_isTolerated() {
    for (int i = 0; i < 50; i++) {
      measure(500 * MS, 500 * MS, 500 * MS, 29 * MS, 500 * MS);
    }

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    assertThat(admittedInATurn(1000)).isEqualTo(1000);
  }

  @Test
  void delay_aboveTheTargetForOneInterval_withholdsOnlyHedges() {
    intervals(1, 60 * MS);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
    assertThat(control.isShedding()).isFalse();
    assertThat(admittedInATurn(1000)).isEqualTo(1000);
  }

  @Test
  void delay_aboveTheTargetForTwoIntervals_admitsForAnEighthOfTheTargetPerTurn() {
    intervals(2, 31 * MS);

    assertThat(control.isShedding()).isTrue();
    // One request takes a millisecond here; the first arrives when the turn begins.
    assertThat(admittedInATurn(1000)).isEqualTo(4);
    assertThat(admittedInATurn(1000)).isEqualTo(4);
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
  }

  @Test
  void delay_risingFarAboveTheTarget_shedsAtOnce() {
    measure(60 * MS, 70 * MS);
    assertThat(control.isShedding()).isFalse();
    measure(61 * MS, 62 * MS);

    assertThat(admittedInATurn(1000)).isEqualTo(4);
  }

  @Test
  void delay_farAboveTheTargetNotRising_doesNotShedAtOnce() {
    measure(61 * MS, 61 * MS);

    assertThat(control.isShedding()).isFalse();
  }

  @Test
  void delay_tolerableForALongTimeout_shedsOnlyShortOnes() {
    intervals(50, 125 * MS);

    assertThat(control.admits(LOAD_MIN, LONG, nowNanos)).isTrue();
    assertThat(control.permitsHedges(LOAD_MIN, LONG)).isTrue();
    assertThat(admittedInATurn(1000)).isLessThan(1000);
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
  }

  @Test
  void delay_aboveWhatALongTimeoutTolerates_shedsItToo() {
    intervals(2, 60 * MS);
    intervals(1, 126 * MS);
    assertThat(control.permitsHedges(LOAD_MIN, LONG)).isFalse();
    assertThat(admitted(LONG, 1000)).isEqualTo(1000);

    intervals(1, 126 * MS);
    assertThat(admitted(LONG, 1000)).isEqualTo(4);
    // Turns are now as short as the target demands, whatever the timeout.
    intervals(20, 10 * MS);
    assertThat(admitted(LONG, 1000)).isLessThan(1000);
  }

  @Test
  void delay_risingFarAboveWhatALongTimeoutTolerates_shedsItAtOnce() {
    measure(250 * MS, 260 * MS);
    assertThat(admitted(LONG, 1000)).isEqualTo(1000);
    measure(252 * MS, 253 * MS);

    assertThat(admitted(LONG, 1000)).isEqualTo(4);
  }

  @Test
  void delay_fallingWithinTolerance_isForgottenAfterQuietIntervals() {
    intervals(2, 130 * MS);
    intervals(25, 10 * MS);
    assertThat(control.isShedding()).isFalse();

    intervals(2, 31 * MS);
    assertThat(admitted(LONG, 1000)).isEqualTo(1000);
    assertThat(control.permitsHedges(LOAD_MIN, LONG)).isTrue();
  }

  @Test
  void shedShare_intervalWithoutRequests_isZero() {
    intervals(1, 0);

    assertThat(control.shedShare()).isZero();
  }

  @Test
  void shedding_oneStallInAQuietInterval_doesNotDelayHedges() {
    intervals(2, 31 * MS);
    intervals(4, 10 * MS);
    measure(70 * MS, 80 * MS, 10 * MS, 10 * MS, 10 * MS);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
  }

  @Test
  void delay_jumpingFromTheTarget_isTreatedAsAStall() {
    measure(30 * MS, 500 * MS, 499 * MS);

    assertThat(control.isShedding()).isFalse();
  }

  @Test
  void stall_queueDrains_withholdsOnlyHedges() {
    measure(0, 250 * MS, 220 * MS, 190 * MS, 160 * MS);
    measure(140 * MS, 120 * MS, 100 * MS, 80 * MS, 70 * MS);
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
    measure(61 * MS, 60 * MS, 60 * MS, 50 * MS, 40 * MS);

    assertThat(control.isShedding()).isFalse();
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
    intervals(1, 0);
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
  }

  @Test
  void queue_standingForTwoIntervals_isShed() {
    intervals(1, 50 * MS);
    intervals(1, 40 * MS);
    assertThat(control.isShedding()).isFalse();

    intervals(1, 40 * MS);
    assertThat(control.isShedding()).isTrue();
  }

  @Test
  void shedding_shortTurn_refusesNobody() {
    intervals(2, 31 * MS);

    assertThat(admittedInATurn(4)).isEqualTo(4);
  }

  @Test
  void delay_backAtTheTarget_permitsHedgesAgain() {
    intervals(1, 31 * MS);
    intervals(1, 30 * MS);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    intervals(1, 31 * MS);
    assertThat(control.isShedding()).isFalse();
  }

  @Test
  void shedding_requestsRefusedThenNot_continuesThenEnds() {
    intervals(2, 31 * MS);
    for (int i = 0; i < 10; i++) {
      admittedInATurn(16);
      // Turns are short because requests are shed; that is no reason to stop.
      intervals(1, 10 * MS);
      assertThat(control.isShedding()).isTrue();
      assertThat(control.shedShare()).isCloseTo(0.75, within(1e-9));
    }
    for (int i = 0; i < 25; i++) {
      assertThat(control.isShedding()).isTrue();
      assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isEqualTo(i >= 5);
      admittedInATurn(4);
      intervals(1, 10 * MS);
    }

    assertThat(control.isShedding()).isFalse();
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();
    assertThat(control.shedShare()).isZero();
  }

  @Test
  void shedding_refusalAfterHedgesReturned_withholdsHedgesAgain() {
    intervals(2, 31 * MS);
    intervals(5, 10 * MS);
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isTrue();

    assertThat(admittedInATurn(1000)).isLessThanOrEqualTo(15);
    intervals(1, 10 * MS);

    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
  }

  @Test
  void shedding_noRequestsButLoopStillLate_continues() {
    intervals(2, 31 * MS);
    intervals(25, 100 * MS);

    assertThat(control.isShedding()).isTrue();
    assertThat(control.permitsHedges(LOAD_MIN, SHORT)).isFalse();
  }

  @Test
  void allowance_delayOffTarget_adaptsWithinBounds() {
    intervals(2, 31 * MS);
    assertThat(admittedInATurn(1000)).isEqualTo(4);

    // Twice as long as wanted: half the allowance.
    intervals(1, 20 * MS);
    assertThat(admittedInATurn(1000)).isEqualTo(2);
    intervals(1, 10 * MS);
    assertThat(admittedInATurn(1000)).isEqualTo(2);
    for (int i = 0; i < 20; i++) {
      intervals(1, MS);
      assertThat(admittedInATurn(1000)).isLessThanOrEqualTo(15);
    }
    assertThat(admittedInATurn(1000)).isEqualTo(15);
    for (int i = 0; i < 20; i++) {
      intervals(1, 100 * MS);
      assertThat(admittedInATurn(1000)).isPositive();
    }
    assertThat(admittedInATurn(1000)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 1.0, 1.1, 1.5, 2.0, 3.0, 5.0})
  void loop_aboveItsCapacity_keepsGoodputAndShortTurns(double load) {
    runLoop(load, 0);

    double goodput = done * 300_000.0 / (20_000 * MS);
    // Rejections leave the loop only this much time.
    double possible = Math.min(load, (1 - load * 13 / 300) / (1 - 13 / 300.0));
    assertThat(goodput).isGreaterThan(0.94 * possible);
    assertThat(worstNanos).isLessThan(40 * MS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.75})
  void loop_stalledForAQuarterSecond_refusesNobody(double load) {
    runLoop(load, 250 * MS);

    assertThat(refused).isZero();
  }

  /**
   * Runs a loop for twenty seconds, with one stall. Each turn serves what arrived during the last.
   * An admitted request takes 0.06 ms when it arrives, 0.12 ms in the next turn and 0.12 ms again
   * 300 ms later; a rejected one takes 0.013 ms.
   */
  private void runLoop(double load, long stallNanos) {
    double perNano = load / 300_000;
    Deque<Long> ends = new ArrayDeque<>();
    long connecting = 0;
    long turnNanos = MS;
    double came = 0;
    long startNanos = nowNanos;
    boolean isStallOver = false;
    while (nowNanos - startNanos < 20_000 * MS) {
      came += perNano * turnNanos;
      long beginNanos = nowNanos;
      nowNanos += 50_000;
      if (!isStallOver && nowNanos - startNanos > 5_000 * MS) {
        isStallOver = true;
        nowNanos += stallNanos;
      }
      while (!ends.isEmpty() && ends.peek() - beginNanos <= 0) {
        ends.remove();
        done++;
        nowNanos += 120_000;
      }
      for (; connecting > 0; connecting--) {
        nowNanos += 120_000;
        ends.add(nowNanos + 300 * MS);
      }
      for (; came >= 1; came--) {
        if (control.admits((int) connecting + ends.size(), SHORT, nowNanos)) {
          nowNanos += 60_000;
          connecting++;
        } else {
          nowNanos += 13_000;
          refused++;
        }
      }
      endTurn();
      turnNanos = nowNanos - beginNanos;
      control.onLoopDelayMeasured(
          Math.max(0, turnNanos - 10 * MS), (int) connecting + ends.size(), nowNanos);
      if (beginNanos - startNanos > 3000 * MS) {
        worstNanos = Math.max(worstNanos, turnNanos);
      }
    }
  }

  private void intervals(int count, long delayNanos) {
    for (int i = 0; i < count; i++) {
      measure(delayNanos, delayNanos, delayNanos, delayNanos, delayNanos);
    }
  }

  private void measure(long... delaysNanos) {
    for (long delayNanos : delaysNanos) {
      nowNanos += 20 * MS;
      control.onLoopDelayMeasured(delayNanos, LOAD_MIN, nowNanos);
    }
  }

  /** Offers this many requests, one per millisecond, and ends the turn. */
  private int admittedInATurn(int requests) {
    return admitted(SHORT, requests);
  }

  private int admitted(long timeoutNanos, int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += control.admits(LOAD_MIN, timeoutNanos, nowNanos + i * MS) ? 1 : 0;
    }
    endTurn();
    return admitted;
  }

  private void endTurn() {
    endsOfTurn.forEach(Runnable::run);
    endsOfTurn.clear();
  }
}
