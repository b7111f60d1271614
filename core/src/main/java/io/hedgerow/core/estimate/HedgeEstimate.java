package io.hedgerow.core.estimate;

/**
 * Estimates what hedges that were not launched would have changed, from how long attempts of the
 * same kind took to be answered, to fail, or to be cut off before either.
 *
 * <p>It assumes that a hedge is like any other attempt, and independent of the attempt that was
 * slow. If the whole upstream is slow at times, hedges save less than estimated.
 *
 * <p>Implementer's note. An attempt that has failed is not answered later, so the two compete: the
 * probability of an answer within a time is the cumulative incidence of Aalen and Johansen (1978).
 * One minus the Kaplan-Meier estimate would treat each failed attempt as one that would have been
 * answered later. Beyond the longest recorded duration nothing is known, so nothing counts as
 * answered there. All counts are halved at {@value #FORGETTING_AT} attempts, to follow an upstream
 * that changes.
 *
 * <p>Belongs to one thread.
 */
public final class HedgeEstimate {
  static final int FORGETTING_AT = 10_000;

  private final int[] answered = new int[Durations.BUCKETS];
  private final int[] ended = new int[Durations.BUCKETS];
  private final int[] cut = new int[Durations.BUCKETS];
  private int total;

  /** An attempt was answered after this duration. */
  public void onAnswered(long durationNanos) {
    int bucket = Durations.bucketOf(durationNanos);
    answered[bucket]++;
    ended[bucket]++;
    forgetOccasionally();
  }

  /** An attempt failed after this duration. */
  public void onFailed(long durationNanos) {
    ended[Durations.bucketOf(durationNanos)]++;
    forgetOccasionally();
  }

  /** An attempt was cancelled or timed out after this duration. */
  public void onCut(long durationNanos) {
    cut[Durations.bucketOf(durationNanos)]++;
    forgetOccasionally();
  }

  /** The probability that one of {@code hedges} is answered within this time. */
  public double answerProbability(int hedges, long withinNanos) {
    return walk(hedges, withinNanos).reached;
  }

  /**
   * How long before the end of this time the first of {@code hedges} is expected to be answered, in
   * nanoseconds. The case that none is answered counts as 0.
   */
  public double expectedLeadNanos(int hedges, long withinNanos) {
    return walk(hedges, withinNanos).area;
  }

  /**
   * A walk along the distribution function of the time to the first answer of several hedges.
   *
   * @param reached the function's value at the end of the walk
   * @param area the area under it until then
   */
  private record Walk(double reached, double area) {}

  private Walk walk(int hedges, long withinNanos) {
    double atRisk = total;
    double running = 1;
    double incidence = 0;
    double first = 0;
    double area = 0;
    double coveredNanos = 0;
    for (int i = 0; i < Durations.BUCKETS && atRisk > 0; i++) {
      double from = Durations.fromNanos(i);
      double to = Durations.fromNanos(i + 1);
      if (withinNanos <= from) {
        break;
      }
      // Attempts cut off in a bucket are at risk for half of it, on average.
      double exposed = atRisk - cut[i] / 2.0;
      double answers = running * answered[i] / exposed;
      // Answers are spread evenly over their bucket.
      double share = Math.min(1, (withinNanos - from) / (to - from));
      double next = 1 - Math.pow(1 - incidence - answers * share, hedges);
      area += (to - from) * share * (first + next) / 2;
      first = next;
      coveredNanos = to;
      incidence += answers;
      running -= running * ended[i] / exposed;
      atRisk -= ended[i] + cut[i];
    }
    return new Walk(first, area + Math.max(0, withinNanos - coveredNanos) * first);
  }

  private void forgetOccasionally() {
    if (++total < FORGETTING_AT) {
      return;
    }
    total = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      int failed = (ended[i] - answered[i]) / 2;
      answered[i] /= 2;
      ended[i] = answered[i] + failed;
      cut[i] /= 2;
      total += ended[i] + cut[i];
    }
  }
}
