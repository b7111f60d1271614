package io.hedgerow.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class AttemptDurationsTest {
  private static final long MS = 1_000_000;

  private final AttemptDurations durations = new AttemptDurations();

  @Test
  void medianNanos_nothingCounted_isInfinite() {
    assertThat(durations.medianNanos()).isInfinite();
  }

  @Test
  void medianNanos_allAnswered_isTheMiddle() {
    addUniform(durations, 100, 600, Long.MAX_VALUE);

    assertThat(durations.medianNanos() / MS).isCloseTo(350, within(15.0));
    assertThat(durations.answered()).isEqualTo(500);
  }

  @Test
  void medianNanos_slowOnesCut_isStillTheMiddle() {
    addUniform(durations, 100, 600, 400);

    assertThat(durations.medianNanos() / MS).isCloseTo(350, within(15.0));
    assertThat(durations.answered()).isEqualTo(300);
  }

  @Test
  void medianNanos_mostCutBefore_isInfinite() {
    addUniform(durations, 100, 600, 200);

    assertThat(durations.medianNanos()).isInfinite();
  }

  @Test
  void expectedAnswers_ofTheSame_isTheirNumber() {
    addUniform(durations, 100, 600, 450);
    AttemptDurations others = new AttemptDurations();
    addUniform(others, 100, 600, 300);
    addUniform(others, 100, 600, 500);

    double expected = durations.expectedAnswers(others, 1);

    assertThat(expected).isCloseTo(durations.answered(), within(durations.answered() / 20));
  }

  @Test
  void expectedAnswers_ofAllCutEarly_comesFromHowLongTheyRan() {
    AttemptDurations others = new AttemptDurations();
    addUniform(others, 100, 600, Long.MAX_VALUE);
    for (int i = 0; i < 100; i++) {
      durations.onCut(350 * MS);
    }

    // The cumulative hazard at the median is ln 2. Hardly any attempt is answered in 350/3 ms.
    assertThat(durations.expectedAnswers(others, 1)).isCloseTo(69, within(5.0));
    assertThat(durations.expectedAnswers(others, 3)).isBetween(1.0, 6.0);
    assertThat(durations.expectedAnswers(others, 10)).isZero();
  }

  @Test
  void keep_aPart_countsThatPart() {
    addUniform(durations, 100, 600, Long.MAX_VALUE);

    durations.keep(0.5);

    assertThat(durations.answered()).isCloseTo(250, within(1e-6));
    assertThat(durations.medianNanos() / MS).isCloseTo(350, within(15.0));
  }

  private static void addUniform(AttemptDurations durations, int from, int to, long cutMillis) {
    for (int i = from; i < to; i++) {
      if (i < cutMillis) {
        durations.onAnswered(i * MS);
      } else {
        durations.onCut(cutMillis * MS);
      }
    }
  }
}
