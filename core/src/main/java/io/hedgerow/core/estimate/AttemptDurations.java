package io.hedgerow.core.estimate;

/**
 * How long attempts took: those that were answered, and those that failed or were cancelled before
 * an answer came. From both follow the median by the estimator of Kaplan and Meier (1958), and the
 * number of answers to expect of others that are alike (one-sample log-rank test, Breslow 1975).
 *
 * <p>Cancelled attempts are counted as what they are: running for at least that long. Counting them
 * as answers would make a slow upstream look fast, because a slow attempt is cancelled when its
 * hedge wins; leaving them out would have the same effect.
 *
 * <p>Belongs to one thread.
 */
public final class AttemptDurations {
  private static final double HALF = 0.5;

  private final double[] answered = new double[Durations.BUCKETS];
  private final double[] cut = new double[Durations.BUCKETS];

  /** An attempt was answered after this duration. */
  public void onAnswered(long nanos) {
    answered[Durations.bucketOf(nanos)]++;
  }

  /** An attempt ended after this duration without an answer; one would have taken longer. */
  public void onCut(long nanos) {
    cut[Durations.bucketOf(nanos)]++;
  }

  /** Forgets a part of everything: 1 keeps all, 0 keeps nothing. */
  public void keep(double share) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] *= share;
      cut[i] *= share;
    }
  }

  /** Adds all that another one has counted. */
  public void add(AttemptDurations other) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] += other.answered[i];
      cut[i] += other.cut[i];
    }
  }

  /** Removes all that another one has counted, which was added before. */
  public void subtract(AttemptDurations other) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] -= other.answered[i];
      cut[i] -= other.cut[i];
    }
  }

  /** The attempts that were answered. */
  public double answered() {
    double sum = 0;
    for (double count : answered) {
      sum += count;
    }
    return sum;
  }

  /**
   * The time within which half of the attempts are answered, in nanoseconds; positive infinity if
   * too many were cut before to know it.
   */
  public double medianNanos() {
    double atRisk = total();
    double running = 1;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      double leaving = running * hazard(i, atRisk);
      if (running - leaving <= HALF) {
        double share = (running - HALF) / leaving;
        double from = Durations.fromNanos(i);
        return from + share * (Durations.fromNanos(i + 1) - from);
      }
      running -= leaving;
      atRisk -= answered[i] + cut[i];
    }
    return Double.POSITIVE_INFINITY;
  }

  /**
   * The number of answers that these attempts would have had by now if each took {@code factor}
   * times as long as the others.
   */
  public double expectedAnswers(AttemptDurations others, double factor) {
    double[] hazards = others.cumulativeHazards();
    double expected = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      double ended = answered[i] + cut[i];
      if (ended > 0) {
        double middle = (Durations.fromNanos(i) + Durations.fromNanos(i + 1)) / 2;
        expected += ended * hazards[Durations.bucketOf((long) (middle / factor))];
      }
    }
    return expected;
  }

  /** By the estimator of Nelson and Aalen, up to the middle of each bucket. */
  private double[] cumulativeHazards() {
    double[] hazards = new double[Durations.BUCKETS];
    double atRisk = total();
    double sum = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      double hazard = hazard(i, atRisk);
      hazards[i] = sum + hazard / 2;
      sum += hazard;
      atRisk -= answered[i] + cut[i];
    }
    return hazards;
  }

  /** The share of attempts at risk that were answered in a bucket; those cut count as half. */
  private double hazard(int bucket, double atRisk) {
    if (answered[bucket] == 0) {
      return 0;
    }
    return answered[bucket] / Math.max(answered[bucket], atRisk - cut[bucket] / 2);
  }

  private double total() {
    double sum = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      sum += answered[i] + cut[i];
    }
    return sum;
  }
}
