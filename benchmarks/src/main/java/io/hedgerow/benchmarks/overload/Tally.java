package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Counts results of the requests sent in some periods. Belongs to the callers' event loop; read it
 * when no more answers can arrive.
 */
final class Tally implements OpenLoop.ResponseListener {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final long timeoutNanos;
  private final Histogram accepted = new Histogram(LONGEST_MICROS, 3);
  private final Histogram rejections = new Histogram(LONGEST_MICROS, 3);
  private final Histogram callersLate = new Histogram(LONGEST_MICROS, 3);
  private long successes;
  private long late;

  Tally(long timeoutMillis) {
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
  }

  @Override
  public void onAsking(long lateNanos) {
    record(callersLate, lateNanos);
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    if (isRejection(answer)) {
      record(rejections, nanos);
      return;
    }
    record(accepted, nanos);
    if (nanos > timeoutNanos) {
      late++;
    } else if (answer.status().code() == 200) {
      successes++;
    }
  }

  @Override
  public void onUnanswered() {
    late++;
  }

  /** Whether a request was shed. Such answers have Retry-After; those of lost races do not. */
  private static boolean isRejection(FullHttpResponse answer) {
    return answer.status().code() == 503 && answer.headers().contains(HttpHeaderNames.RETRY_AFTER);
  }

  long asked() {
    return callersLate.getTotalCount();
  }

  /** Successes within the timeout. */
  long successes() {
    return successes;
  }

  long rejections() {
    return rejections.getTotalCount();
  }

  /** The share of accepted requests with any answer within the timeout. */
  double inTimeShare() {
    long all = asked() - rejections();
    return all == 0 ? 1 : 1 - (double) late / all;
  }

  /** Adds the rejections of another tally. */
  void addRejections(Tally other) {
    rejections.add(other.rejections);
  }

  double acceptedMillis(double percentile) {
    return millis(accepted, percentile);
  }

  double rejectionMillis(double percentile) {
    return millis(rejections, percentile);
  }

  /** How late the callers sent their requests. */
  double callersLateMillis(double percentile) {
    return millis(callersLate, percentile);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS));
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }
}
