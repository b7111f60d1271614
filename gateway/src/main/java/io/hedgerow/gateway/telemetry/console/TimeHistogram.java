package io.hedgerow.gateway.telemetry.console;

import io.vertx.core.json.JsonArray;
import java.util.Arrays;

/**
 * How long requests or attempts took to be answered: a log-linear histogram with a relative error
 * of at most 1/16 for durations of up to 68 s. The three ways to end are counted separately,
 * because an unanswered attempt gives only a lower bound for the duration of its answer (it is
 * censored).
 *
 * <p>Belongs to one thread. Takes 3 KB.
 */
final class TimeHistogram {
  /** How a request or an attempt ended. */
  enum End {
    /** With a success or a final answer. */
    ANSWERED,
    /** With a failure: no answer would have come. */
    FAILED,
    /** Cancelled or timed out: an answer might have come later. */
    UNKNOWN
  }

  private static final int UNIT_BITS = 16; // 65.5 µs
  private static final int SUB_BITS = 4; // 16 buckets per octave
  private static final int LINEAR = 2 << SUB_BITS;
  private static final long UNITS_MAX = (1 << 20) - 1;
  private static final int BUCKETS = bucketOf(Long.MAX_VALUE) + 1;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double ROUNDING = 1e-9;

  private final int[] answered = new int[BUCKETS];
  private final int[] failed = new int[BUCKETS];
  private final int[] unknown = new int[BUCKETS];

  void record(End end, long nanos) {
    of(end)[bucketOf(nanos)]++;
  }

  void add(TimeHistogram other) {
    for (int i = 0; i < BUCKETS; i++) {
      answered[i] += other.answered[i];
      failed[i] += other.failed[i];
      unknown[i] += other.unknown[i];
    }
  }

  /** The number of durations, however they ended. */
  long count() {
    long count = 0;
    for (int i = 0; i < BUCKETS; i++) {
      count += at(i);
    }
    return count;
  }

  /**
   * The time within which the share {@code q} of all is answered, in milliseconds. This is the
   * Aalen-Johansen estimate: failures are never answered, and those given up are censored. NaN if
   * fewer are ever answered, or if no observation is that long.
   */
  double quantileMillis(double q) {
    return quantileMillis(answered(), q);
  }

  /** The quantile if none had failed: the Kaplan-Meier estimate, which also censors failures. */
  double quantileWithoutFailuresMillis(double q) {
    return quantileMillis(Arrays.stream(leftAfter()).map(left -> 1 - left).toArray(), q);
  }

  private static double quantileMillis(double[] shares, double q) {
    double before = 0;
    for (int i = 0; i < BUCKETS; i++) {
      if (shares[i] > before && shares[i] >= q - ROUNDING) {
        double within = Math.min(1, (q - before) / (shares[i] - before));
        return (lowerNanos(i) + within * widthNanos(i)) / NANOS_PER_MILLI;
      }
      before = shares[i];
    }
    return Double.NaN;
  }

  /**
   * The share answered within each time, as pairs of milliseconds and share, both rising; the
   * estimate of {@link #quantileMillis}. Levels off at the share that is ever answered.
   */
  JsonArray cumulative() {
    JsonArray points = new JsonArray();
    double[] shares = answered();
    for (int i = 0; i < BUCKETS; i++) {
      if (answered[i] > 0) {
        double millis = (lowerNanos(i) + widthNanos(i)) / NANOS_PER_MILLI;
        points.add(new JsonArray().add(Json.rounded(millis)).add(Json.share(shares[i])));
      }
    }
    return points;
  }

  /** The share answered by the end of each bucket. */
  private double[] answered() {
    double[] shares = new double[BUCKETS];
    long running = count();
    double left = 1;
    double share = 0;
    for (int i = 0; i < BUCKETS; i++) {
      if (at(i) > 0) {
        share += left * answered[i] / running;
        left *= (double) (running - answered[i] - failed[i]) / running;
        running -= at(i);
      }
      shares[i] = share;
    }
    return shares;
  }

  /**
   * Estimates how often a hedge wins once the hedge delay has passed: the probability that one of
   * {@code hedges} attempts that start at {@code delayMillis} is answered before an attempt that
   * started at 0 and still runs then, if all are independent of each other. NaN if no observation
   * is that long.
   */
  double hedgeWins(double delayMillis, int hedges) {
    double[] leftAfter = leftAfter();
    int delay = bucketOf((long) (delayMillis * NANOS_PER_MILLI));
    double ran = leftAfter[delay];
    double wins = 0;
    double decided = 0;
    for (int i = delay + 1; i < BUCKETS; i++) {
      double ends = leftAfter[i - 1] - leftAfter[i];
      if (ends > 0) {
        double hedgeMillis = (lowerNanos(i) + widthNanos(i) / 2.0) / NANOS_PER_MILLI - delayMillis;
        int hedge = bucketOf((long) (Math.max(0, hedgeMillis) * NANOS_PER_MILLI));
        double running = (leftAfter[hedge] + leftAfter[Math.max(0, hedge - 1)]) / 2;
        wins += ends * (1 - Math.pow(running, hedges));
        decided += ends;
      }
    }
    // An attempt that outlasts all observations loses against any hedge that is answered.
    double never = ran - decided;
    wins += never * (1 - Math.pow(leftAfter[BUCKETS - 1], hedges));
    return ran <= 0 ? Double.NaN : wins / ran;
  }

  /**
   * The share that would take longer than this if none failed; NaN if there are no data or {@code
   * millis} is NaN.
   */
  double shareLongerThan(double millis) {
    return Double.isNaN(millis) || count() == 0
        ? Double.NaN
        : leftAfter()[bucketOf((long) (millis * NANOS_PER_MILLI))];
  }

  /** The share that takes longer than each bucket if none had failed. */
  private double[] leftAfter() {
    double[] leftAfter = new double[BUCKETS];
    long running = count();
    double left = 1;
    for (int i = 0; i < BUCKETS; i++) {
      left *= running == 0 ? 1 : (double) (running - answered[i]) / running;
      leftAfter[i] = left;
      running -= at(i);
    }
    return leftAfter;
  }

  private int[] of(End end) {
    return switch (end) {
      case ANSWERED -> answered;
      case FAILED -> failed;
      case UNKNOWN -> unknown;
    };
  }

  private int at(int bucket) {
    return answered[bucket] + failed[bucket] + unknown[bucket];
  }

  private static int bucketOf(long nanos) {
    long units = Math.min(Math.max(0, nanos) >>> UNIT_BITS, UNITS_MAX);
    if (units < LINEAR) {
      return (int) units;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - SUB_BITS;
    return (octave << SUB_BITS) + (int) (units >>> octave);
  }

  private static long lowerNanos(int bucket) {
    int octave = octaveOf(bucket);
    return (long) (bucket - (octave << SUB_BITS)) << (octave + UNIT_BITS);
  }

  private static long widthNanos(int bucket) {
    return 1L << (octaveOf(bucket) + UNIT_BITS);
  }

  private static int octaveOf(int bucket) {
    return bucket < LINEAR ? 0 : (bucket >>> SUB_BITS) - 1;
  }
}
