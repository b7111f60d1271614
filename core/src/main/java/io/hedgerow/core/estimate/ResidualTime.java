package io.hedgerow.core.estimate;

/**
 * How much longer an attempt of a certain age would have taken: the mean residual life, estimated
 * as Kaplan and Meier do (1958) from attempts that succeeded and attempts that were given up. What
 * was given up took longer than it was given, and leaving it out would make the upstream look
 * faster than it is.
 *
 * <p>Implementer's note. Durations fall into buckets that grow by a tenth each, from {@value
 * #FIRST_NANOS} ns on. The chance S of still running is multiplied, bucket by bucket, by the share
 * of those at risk that did not succeed there; the residual time is the area under S beyond the
 * age. Beyond the longest duration known the area counts as nothing, so that the estimate is rather
 * too small. All counts are halved when there are {@value #FORGETTING_AT}, to follow an upstream
 * that changes.
 *
 * <p>Belongs to one thread.
 */
public final class ResidualTime {
  static final long FIRST_NANOS = 1_000_000;
  static final int FORGETTING_AT = 10_000;

  private static final double GROWTH = 1.1;

  /** Enough for ten minutes. */
  private static final int BUCKETS = 142;

  /** The lower bound of each bucket, and the upper bound of the last one. */
  private static final double[] BOUNDS_NANOS = boundsNanos();

  private static final double LOG_GROWTH = Math.log(GROWTH);

  private final int[] succeeded = new int[BUCKETS];
  private final int[] givenUp = new int[BUCKETS];
  private int total;

  /** An attempt succeeded after this time. */
  public void onSucceeded(long durationNanos) {
    succeeded[bucketOf(durationNanos)]++;
    forgetNowAndThen();
  }

  /** An attempt was given up, or failed, after this time: it would have taken longer. */
  public void onGivenUp(long durationNanos) {
    givenUp[bucketOf(durationNanos)]++;
    forgetNowAndThen();
  }

  /**
   * The expected time from {@code ageNanos} to a success, at most {@code limitNanos}; 0 when
   * nothing is known of that age.
   */
  public long expectedNanos(long ageNanos, long limitNanos) {
    int atRisk = 0;
    int first = bucketOf(ageNanos);
    for (int i = first; i < BUCKETS; i++) {
      atRisk += succeeded[i] + givenUp[i];
    }
    double running = 1;
    double area = 0;
    for (int i = first; i < BUCKETS && atRisk > 0; i++) {
      double fromNanos = Math.max((double) ageNanos, BOUNDS_NANOS[i]);
      double toNanos = Math.min(ageNanos + (double) limitNanos, BOUNDS_NANOS[i + 1]);
      if (toNanos <= fromNanos) {
        break;
      }
      // Those who succeed in a bucket do so in the middle of it, on average.
      double leaving = running * succeeded[i] / atRisk;
      area += (toNanos - fromNanos) * (running - leaving / 2);
      running -= leaving;
      atRisk -= succeeded[i] + givenUp[i];
    }
    return (long) area;
  }

  private void forgetNowAndThen() {
    if (++total < FORGETTING_AT) {
      return;
    }
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      succeeded[i] /= 2;
      givenUp[i] /= 2;
      total += succeeded[i] + givenUp[i];
    }
  }

  private static int bucketOf(long durationNanos) {
    if (durationNanos < FIRST_NANOS) {
      return 0;
    }
    int bucket = 1 + (int) (Math.log((double) durationNanos / FIRST_NANOS) / LOG_GROWTH);
    return Math.min(bucket, BUCKETS - 1);
  }

  private static double[] boundsNanos() {
    double[] bounds = new double[BUCKETS + 1];
    for (int i = 1; i <= BUCKETS; i++) {
      bounds[i] = FIRST_NANOS * Math.pow(GROWTH, i - 1);
    }
    return bounds;
  }
}
