package io.hedgerow.core.replica;

/** A moving average of the durations of answers, over all replicas. */
final class TypicalLatency {
  /** The weight of one attempt. */
  private static final double WEIGHT_OF_ATTEMPT = 0.01;

  private double nanos = Double.NaN;

  /** Adds the duration of an answered attempt. */
  void observe(double durationNanos) {
    double before = nanosOr(durationNanos);
    nanos = before + WEIGHT_OF_ATTEMPT * (durationNanos - before);
  }

  /** The average in nanoseconds; {@code other} before the first answer. */
  double nanosOr(double other) {
    return Double.isNaN(nanos) ? other : nanos;
  }
}
