package io.hedgerow.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class HedgeEstimateTest {
  private static final long MS = 1_000_000;

  private final HedgeEstimate estimate = new HedgeEstimate();

  @Test
  void nothingKnown_savesNothing() {
    assertThat(estimate.answerProbability(2, 1000 * MS)).isZero();
    assertThat(estimate.expectedLeadNanos(2, 1000 * MS)).isZero();
  }

  @Test
  void everyAttemptTakesAsLong_answersThen() {
    for (int i = 0; i < 100; i++) {
      estimate.onAnswered(100 * MS);
    }

    assertThat(estimate.answerProbability(1, 80 * MS)).isZero();
    assertThat(estimate.answerProbability(1, 120 * MS)).isEqualTo(1);
    assertThat(estimate.expectedLeadNanos(1, 500 * MS)).isCloseTo(400e6, within(10e6));
    assertThat(estimate.expectedLeadNanos(1, 80 * MS)).isZero();
  }

  @Test
  void halfOfTheAttemptsFail_aHedgeAnswersHalfOfTheTime() {
    for (int i = 0; i < 1000; i++) {
      estimate.onFailed(2 * MS);
      estimate.onAnswered(100 * MS);
    }

    assertThat(estimate.answerProbability(1, 1000 * MS)).isCloseTo(0.5, within(0.001));
    assertThat(estimate.answerProbability(2, 1000 * MS)).isCloseTo(0.75, within(0.001));
    assertThat(estimate.expectedLeadNanos(1, 1000 * MS)).isCloseTo(450e6, within(10e6));
  }

  @Test
  void cutAttempts_countUntilThen() {
    estimate.onFailed(2 * MS);
    estimate.onCut(10 * MS);
    estimate.onAnswered(100 * MS);
    estimate.onAnswered(100 * MS);

    assertThat(estimate.answerProbability(1, 1000 * MS)).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void attemptCutWhereAnotherIsAnswered_isHalfAtRisk() {
    estimate.onAnswered(100 * MS);
    estimate.onCut(100 * MS);

    assertThat(estimate.answerProbability(1, 1000 * MS)).isCloseTo(1 / 1.5, within(1e-9));
  }

  @Test
  void uniformDurations_growEvenlyWithTheTime() {
    for (int i = 1000; i < 6000; i++) {
      estimate.onAnswered(i * MS / 10);
    }

    for (int within = 150; within < 540; within += 7) {
      double part = (within - 100) / 500.0;
      assertThat(estimate.answerProbability(1, within * MS)).isCloseTo(part, within(0.006));
      assertThat(estimate.expectedLeadNanos(1, within * MS))
          .isCloseTo(part * part * 250e6, within(0.8e6));
    }
  }

  @Test
  void countsHalved_keepTheirShares() {
    for (int i = 0; i < 3 * HedgeEstimate.FORGETTING_AT / 4; i++) {
      estimate.onFailed(5 * MS);
      estimate.onAnswered(100 * MS);
      estimate.onCut(200 * MS);
      estimate.onAnswered(300 * MS);
    }

    assertThat(estimate.answerProbability(1, 120 * MS)).isCloseTo(0.25, within(0.01));
    assertThat(estimate.answerProbability(1, 1000 * MS)).isCloseTo(0.75, within(0.01));
  }

  @Test
  void onlyFailures_saveNothing() {
    estimate.onFailed(10 * MS);

    assertThat(estimate.answerProbability(2, 1000 * MS)).isZero();
  }

  @Test
  void exponentialDurationsManyCut_areThoseOfAnAttemptThatIsNotCut() {
    Random random = new Random(1);
    for (int i = 0; i < 9_000; i++) {
      double takes = -200.0 * Math.log(1 - random.nextDouble());
      double patience = random.nextInt(2) == 0 ? 50 + 300 * random.nextDouble() : 5_000;
      if (takes <= patience) {
        estimate.onAnswered((long) (takes * MS));
      } else {
        estimate.onCut((long) (patience * MS));
      }
    }

    assertThat(estimate.answerProbability(1, 200 * MS)).isCloseTo(1 - Math.exp(-1), within(0.02));
    assertThat(estimate.answerProbability(2, 200 * MS)).isCloseTo(1 - Math.exp(-2), within(0.02));
    // The first of two is exponential with half the mean: L - m (1 - exp(-L / m)).
    assertThat(estimate.expectedLeadNanos(2, 300 * MS))
        .isCloseTo((300 - 100 * (1 - Math.exp(-3))) * 1e6, within(8e6));
  }

  @Test
  void upstreamGetsFaster_isFollowed() {
    for (int i = 0; i < HedgeEstimate.FORGETTING_AT; i++) {
      estimate.onFailed(5 * MS);
    }
    for (int i = 0; i < 5 * HedgeEstimate.FORGETTING_AT; i++) {
      estimate.onAnswered(100 * MS);
    }

    assertThat(estimate.answerProbability(1, 200 * MS)).isGreaterThan(0.95);
  }
}
