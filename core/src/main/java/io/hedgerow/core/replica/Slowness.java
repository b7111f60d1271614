package io.hedgerow.core.replica;

import io.hedgerow.core.estimate.AttemptDurations;

/**
 * The evidence that a replica is slower than its peers by some factor or more.
 *
 * <p>Implementer's note. About once a second the attempts that have ended since the last time are
 * judged: how many fewer answers did they get than those of a replica that is slower by exactly the
 * factor (one-sample log-rank test)? The deficits add up to a score that never falls below 0: a
 * CUSUM chart (Page, "Continuous Inspection Schemes", 1954; for survival times Biswas and
 * Kalbfleisch, 2008). So a fast past excuses nothing. The peers' attempts are from the same time,
 * so that no replica looks slow when all become slow. Proof takes two judgements in a row, so a
 * single pause is not enough.
 */
final class Slowness {
  /** Missing answers that count as evidence. */
  private static final double THRESHOLD = 8;

  /** Bounds how long it takes to recover. */
  private static final double SCORE_MAX = 2 * THRESHOLD;

  private final AttemptDurations recent = new AttemptDurations();
  private double score;
  private int judgementsAgainst;
  // Since the score was last 0.
  private double answered;
  private double expected;

  /** The attempts that have ended since the last judgement. */
  AttemptDurations recent() {
    return recent;
  }

  /** Compares the recent attempts with those of the peers. */
  void judge(AttemptDurations peers, double factor) {
    double recentAnswered = recent.answered();
    double recentExpected = recent.expectedAnswers(peers, factor);
    answered += recentAnswered;
    expected += recentExpected;
    score = Math.clamp(score + recentExpected - recentAnswered, 0, SCORE_MAX);
    if (score == 0) {
      answered = 0;
      expected = 0;
    }
    judgementsAgainst = score < THRESHOLD ? 0 : judgementsAgainst + 1;
  }

  void forgetRecent() {
    recent.keep(0);
  }

  void forget() {
    forgetRecent();
    score = 0;
    judgementsAgainst = 0;
    answered = 0;
    expected = 0;
  }

  boolean isProved() {
    return judgementsAgainst >= 2;
  }

  /** The answers that the replica had while the evidence was collected. */
  double answered() {
    return answered;
  }

  /** The answers that a replica slower by exactly the factor would have had. */
  double expected() {
    return expected;
  }
}
