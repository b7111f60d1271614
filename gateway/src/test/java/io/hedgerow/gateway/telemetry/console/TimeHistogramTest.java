package io.hedgerow.gateway.telemetry.console;

import static io.hedgerow.gateway.telemetry.console.TimeHistogram.End.ANSWERED;
import static io.hedgerow.gateway.telemetry.console.TimeHistogram.End.FAILED;
import static io.hedgerow.gateway.telemetry.console.TimeHistogram.End.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.gateway.telemetry.console.TimeHistogram.End;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeHistogramTest {
  private final TimeHistogram times = new TimeHistogram();

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 2.1, 4.3, 99, 600, 12_345, 68_000})
  void quantile_ofOneDuration_isExactToASixteenth(double millis) {
    times.record(ANSWERED, (long) (millis * 1e6));

    assertThat(times.quantileMillis(0.5)).isCloseTo(millis, Percentage.withPercentage(40));
    assertThat(times.quantileMillis(1)).isBetween(millis, millis * 1.0626 + 0.066);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE})
  void record_outsideTheRange_isCountedAtItsEdge(long nanos) {
    times.record(ANSWERED, nanos);

    assertThat(times.count()).isEqualTo(1);
    assertThat(times.quantileMillis(1)).isCloseTo(nanos > 0 ? 68_719 : 0.0655, within(1.0));
  }

  @Test
  void quantile_ofAnEvenSpread_isThatOfTheSpread() {
    uniform(100, 600);

    assertThat(times.quantileMillis(0.5)).isCloseTo(350, within(2.0));
    assertThat(times.quantileMillis(0.95)).isCloseTo(575, within(2.0));
    assertThat(times.quantileMillis(0.99)).isCloseTo(595, within(4.0));
  }

  /** Half of all are cancelled half-way; ignoring them would underestimate the slow half. */
  @Test
  void quantile_withCancelledOnes_isThatOfAllAsIfTheyHadGoneOn() {
    for (int millis = 100; millis < 600; millis++) {
      record(ANSWERED, millis);
      record(millis < 350 ? ANSWERED : UNKNOWN, Math.min(millis, 350));
    }

    assertThat(times.quantileMillis(0.5)).isCloseTo(350, within(5.0));
    assertThat(times.quantileMillis(0.95)).isCloseTo(575, within(5.0));
  }

  @Test
  void quantile_beyondWhatWasObserved_isUnknown() {
    record(ANSWERED, 10);
    record(UNKNOWN, 20);

    assertThat(times.quantileMillis(0.5)).isCloseTo(10, within(1.0));
    assertThat(times.quantileMillis(0.51)).isNaN();
    assertThat(new TimeHistogram().quantileMillis(0.5)).isNaN();
  }

  @Test
  void quantile_withFailures_isThatOfTheCumulativeShare() {
    List.of(10, 20, 30, 40).forEach(millis -> record(ANSWERED, millis));
    record(FAILED, 15);

    assertThat(times.quantileMillis(0.2)).isCloseTo(10, within(0.7));
    assertThat(times.quantileMillis(0.8)).isCloseTo(40, within(2.0));
    assertThat(times.quantileMillis(0.81)).isNaN();
    assertThat(times.quantileWithoutFailuresMillis(0.81)).isCloseTo(40, within(2.0));
  }

  @Test
  void cumulative_withFailures_levelsOffAtTheShareThatIsAnswered() {
    List.of(10, 20, 30, 40).forEach(millis -> record(ANSWERED, millis));
    record(FAILED, 15);

    JsonArray points = times.cumulative();

    assertThat(points.stream().map(point -> ((JsonArray) point).getDouble(1)))
        .containsExactly(0.2, 0.4, 0.6, 0.8);
    assertThat(points.getJsonArray(0).getDouble(0)).isCloseTo(10, within(0.7));
  }

  @Test
  void cumulative_withCancelledOnes_countsThemAsIfTheyHadGoneOn() {
    record(ANSWERED, 10);
    record(UNKNOWN, 15);
    record(ANSWERED, 20);
    record(FAILED, 30);

    assertThat(times.cumulative().stream().map(point -> ((JsonArray) point).getDouble(1)))
        .containsExactly(0.25, 0.625);
  }

  /**
   * Integrates the chance that a hedge is faster over the rest of the first, uniform over 300 ms.
   */
  @Test
  void hedgeWins_ofAnEvenSpread_isTheIntegral() {
    uniform(100, 600);

    assertThat(times.hedgeWins(300, 2)).isCloseTo(0.231, within(0.01));
    assertThat(times.hedgeWins(300, 1)).isCloseTo(0.1333, within(0.01));
  }

  @Test
  void hedgeWins_whenAllTakeTheSame_isNever() {
    for (int i = 0; i < 100; i++) {
      record(ANSWERED, 500);
    }

    assertThat(times.hedgeWins(300, 1)).isZero();
    assertThat(times.hedgeWins(600, 1)).isNaN();
  }

  @Test
  void add_ofTwo_isBothTogether() {
    TimeHistogram other = new TimeHistogram();
    other.record(FAILED, 1);
    record(ANSWERED, 10);

    times.add(other);

    assertThat(times.count()).isEqualTo(2);
    assertThat(times.cumulative().getJsonArray(0).getDouble(1)).isEqualTo(0.5);
  }

  private void uniform(int fromMillis, int toMillis) {
    for (int millis = fromMillis; millis < toMillis; millis++) {
      record(ANSWERED, millis);
    }
  }

  private void record(End end, int millis) {
    times.record(end, TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
