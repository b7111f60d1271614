package io.hedgerow.core.estimate;

/**
 * Estimates how much longer an attempt of a certain age would have taken: the mean residual life,
 * by the estimator of Kaplan and Meier (1958), from attempts that succeeded and attempts that were
 * given up. Ignoring those given up would make the upstream look faster than it is.
 *
 * <p>Implementer's note. The probability S of still running is multiplied, bucket by bucket, by the
 * share of attempts at risk that did not succeed there. The residual time is the area under S
 * beyond the age. The area beyond the longest known duration counts as zero, so the estimate is too
 * small rather than too large. All counts are halved at {@value #FORGETTING_AT} attempts, to follow
 * an upstream that changes.
 *
 * <p>Belongs to one thread.
 */
public final class ResidualTime {
  static final int FORGETTING_AT = 10_000;

  private final int[] succeeded = new int[Durations.BUCKETS];
  private final int[] givenUp = new int[Durations.BUCKETS];
  private int total;

  /** An attempt succeeded, or got a final answer, after this duration. */
  public void onSucceeded(long durationNanos) {
    succeeded[Durations.bucketOf(durationNanos)]++;
    forgetOccasionally();
  }

  /** An attempt failed or was given up after this duration; a success would have taken longer. */
  public void onGivenUp(long durationNanos) {
    givenUp[Durations.bucketOf(durationNanos)]++;
    forgetOccasionally();
  }

  /**
   * The expected time from {@code ageNanos} to a success, at most {@code limitNanos}; 0 if nothing
   * is known about that age.
   */
  public long expectedNanos(long ageNanos, long limitNanos) {
    int atRisk = 0;
    int first = Durations.bucketOf(ageNanos);
    for (int i = first; i < Durations.BUCKETS; i++) {
      atRisk += succeeded[i] + givenUp[i];
    }
    double running = 1;
    double area = 0;
    for (int i = first; atRisk > 0; i++) {
      double fromNanos = Math.max((double) ageNanos, Durations.fromNanos(i));
      double toNanos = Math.min(ageNanos + (double) limitNanos, Durations.fromNanos(i + 1));
      if (toNanos <= fromNanos) {
        break;
      }
      // On average, successes in a bucket come in its middle.
      double leaving = running * succeeded[i] / atRisk;
      area += (toNanos - fromNanos) * (running - leaving / 2);
      running -= leaving;
      atRisk -= succeeded[i] + givenUp[i];
    }
    return (long) area;
  }

  private void forgetOccasionally() {
    if (++total < FORGETTING_AT) {
      return;
    }
    total = 0;
    for (int i = 0; i < Durations.BUCKETS; i++) {
      succeeded[i] /= 2;
      givenUp[i] /= 2;
      total += succeeded[i] + givenUp[i];
    }
  }
}
