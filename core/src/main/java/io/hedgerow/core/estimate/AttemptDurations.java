package io.hedgerow.core.estimate;

/**
 * Counts how long attempts took: those that were answered, and those that failed or were cancelled
 * before an answer came (censored). From both it estimates the median (Kaplan and Meier 1958), and
 * how many answers similar attempts should have had (one-sample log-rank test, Breslow 1975).
 *
 * <p>A cancelled attempt counts as unanswered for at least that long. Counting it as an answer
 * would make a slow upstream look fast, because a slow attempt is cancelled when its hedge wins.
 * Leaving it out would have the same effect.
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

  /** Multiplies all counts by {@code share}: 1 keeps everything, 0 nothing. */
  public void keep(double share) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] *= share;
      cut[i] *= share;
    }
  }

  /** Adds the counts of another one. */
  public void add(AttemptDurations other) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] += other.answered[i];
      cut[i] += other.cut[i];
    }
  }

  /** Subtracts the counts of another one, which were added before. */
  public void subtract(AttemptDurations other) {
    for (int i = 0; i < Durations.BUCKETS; i++) {
      answered[i] -= other.answered[i];
      cut[i] -= other.cut[i];
    }
  }

  /** The number of answered attempts; not whole after {@link #keep}. */
  public double answered() {
    double sum = 0;
    for (double count : answered) {
      sum += count;
    }
    return sum;
  }

  /**
   * The median time to an answer, in nanoseconds; positive infinity if too many attempts were cut
   * off earlier to know it.
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
   * times as long as those of {@code others}.
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

  /** The cumulative hazard up to the middle of each bucket (Nelson-Aalen estimator). */
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

  /**
   * The share of attempts at risk that were answered in a bucket. Attempts cut off in it count
   * half.
   */
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
