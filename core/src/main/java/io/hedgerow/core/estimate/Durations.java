package io.hedgerow.core.estimate;

/**
 * The histogram buckets for durations: one below 1 ms, then each 10 % wider than the one before, up
 * to 11 minutes.
 */
final class Durations {
  static final long FIRST_NANOS = 1_000_000;
  static final int BUCKETS = 142;

  private static final double GROWTH = 1.1;
  private static final double LOG_GROWTH = Math.log(GROWTH);

  /** The lower bound of each bucket, and the upper bound of the last one. */
  private static final double[] BOUNDS_NANOS = boundsNanos();

  private Durations() {}

  /** The bucket of a duration; the first or last one for durations outside all of them. */
  static int bucketOf(long nanos) {
    if (nanos < FIRST_NANOS) {
      return 0;
    }
    int bucket = 1 + (int) (Math.log((double) nanos / FIRST_NANOS) / LOG_GROWTH);
    return Math.min(bucket, BUCKETS - 1);
  }

  /** The lower bound of a bucket; for {@link #BUCKETS}, the upper bound of the last one. */
  static double fromNanos(int bucket) {
    return BOUNDS_NANOS[bucket];
  }

  private static double[] boundsNanos() {
    double[] bounds = new double[BUCKETS + 1];
    for (int i = 1; i <= BUCKETS; i++) {
      bounds[i] = FIRST_NANOS * Math.pow(GROWTH, i - 1);
    }
    return bounds;
  }
}
