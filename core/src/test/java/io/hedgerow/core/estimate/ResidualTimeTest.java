package io.hedgerow.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ResidualTimeTest {
  private static final long MS = 1_000_000;
  private static final long NO_LIMIT = 600_000 * MS;

  private final ResidualTime residual = new ResidualTime();

  @Test
  void expectedNanos_nothingObserved_isZero() {
    assertThat(residual.expectedNanos(0, NO_LIMIT)).isZero();
  }

  @Test
  void expectedNanos_olderThanEveryObservation_isZero() {
    residual.onSucceeded(100 * MS);

    assertThat(residual.expectedNanos(200 * MS, NO_LIMIT)).isZero();
  }

  @Test
  void expectedNanos_uniformDurations_isHalfOfTheRest() {
    for (int i = 100; i < 600; i++) {
      residual.onSucceeded(i * MS);
    }

    assertThat(residual.expectedNanos(300 * MS, NO_LIMIT)).isCloseTo(150 * MS, within(12 * MS));
  }

  @Test
  void expectedNanos_exponentialDurationsManyGivenUp_doesNotDependOnAge() {
    Random random = new Random(1);
    for (int i = 0; i < 9_000; i++) {
      double success = -200.0 * Math.log(1 - random.nextDouble());
      double patience = random.nextInt(2) == 0 ? 150 + 300 * random.nextDouble() : 5_000;
      if (success <= patience) {
        residual.onSucceeded((long) (success * MS));
      } else {
        residual.onGivenUp((long) (patience * MS));
      }
    }

    assertThat(residual.expectedNanos(100 * MS, NO_LIMIT)).isCloseTo(200 * MS, within(20 * MS));
    assertThat(residual.expectedNanos(300 * MS, NO_LIMIT)).isCloseTo(200 * MS, within(25 * MS));
  }

  @Test
  void expectedNanos_aboveTheLimit_isTheLimit() {
    for (int i = 0; i < 100; i++) {
      residual.onSucceeded(50_000 * MS);
    }

    assertThat(residual.expectedNanos(300 * MS, 700 * MS)).isEqualTo(700 * MS);
    assertThat(residual.expectedNanos(300 * MS, 0)).isZero();
  }

  @Test
  void expectedNanos_onlyGivenUp_reachesToTheLongest() {
    residual.onGivenUp(500 * MS);

    assertThat(residual.expectedNanos(300 * MS, NO_LIMIT))
        .isBetween(200 * MS, 200 * MS + 500 * MS / 10);
  }

  @Test
  void expectedNanos_upstreamGetsFaster_followsIt() {
    for (int i = 0; i < ResidualTime.FORGETTING_AT; i++) {
      residual.onSucceeded(2_000 * MS);
    }
    for (int i = 0; i < 5 * ResidualTime.FORGETTING_AT; i++) {
      residual.onSucceeded(400 * MS);
    }

    assertThat(residual.expectedNanos(300 * MS, NO_LIMIT)).isCloseTo(100 * MS, within(40 * MS));
  }

  @Test
  void observations_zeroAndMaximum_areAccepted() {
    residual.onSucceeded(0);
    residual.onSucceeded(Long.MAX_VALUE);
    residual.onGivenUp(Long.MAX_VALUE);

    assertThat(residual.expectedNanos(0, 60_000 * MS)).isPositive();
    assertThat(residual.expectedNanos(Long.MAX_VALUE, NO_LIMIT)).isZero();
  }

  @Test
  void success_atTheEndOfTheFirstBucket_fallsIntoTheSecond() {
    residual.onSucceeded(Durations.FIRST_NANOS);

    assertThat(residual.expectedNanos(0, NO_LIMIT)).isEqualTo(1_050_000);
  }

  @Test
  void forgetting_singleSuccess_happensAtTheThresholdAndNotBefore() {
    residual.onSucceeded(100 * MS);
    for (int i = 2; i < ResidualTime.FORGETTING_AT; i++) {
      residual.onSucceeded(10 * MS);
    }
    assertThat(residual.expectedNanos(50 * MS, NO_LIMIT)).isPositive();

    residual.onSucceeded(10 * MS);

    assertThat(residual.expectedNanos(50 * MS, NO_LIMIT)).isZero();
  }

  @Test
  void forgetting_givenUpAttempts_countTowardsTheThreshold() {
    residual.onSucceeded(100 * MS);
    for (int i = 1; i < ResidualTime.FORGETTING_AT; i++) {
      residual.onGivenUp(10 * MS);
    }

    assertThat(residual.expectedNanos(50 * MS, NO_LIMIT)).isZero();
  }

  @Test
  void forgetting_secondTime_happensAfterHalfAsMany() {
    for (int i = 0; i < ResidualTime.FORGETTING_AT; i++) {
      residual.onGivenUp(10 * MS);
    }
    residual.onSucceeded(100 * MS);
    for (int i = 1; i < ResidualTime.FORGETTING_AT / 2; i++) {
      residual.onSucceeded(10 * MS);
    }

    assertThat(residual.expectedNanos(50 * MS, NO_LIMIT)).isZero();
  }

  @Test
  void forgetting_mixedObservations_keepsTheEstimate() {
    for (int i = 1; i < ResidualTime.FORGETTING_AT / 3; i++) {
      residual.onSucceeded(100 * MS);
      residual.onGivenUp(100 * MS);
      residual.onSucceeded(1000 * MS);
    }
    long before = residual.expectedNanos(50 * MS, NO_LIMIT);
    for (int i = 0; i < 2; i++) {
      residual.onSucceeded(100 * MS);
      residual.onGivenUp(100 * MS);
    }

    assertThat(residual.expectedNanos(50 * MS, NO_LIMIT)).isCloseTo(before, within(MS));
  }
}
