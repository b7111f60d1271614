package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What became of the requests that were made in some spans of time. Belongs to the callers' event
 * loop; read when no answer can come any more.
 */
final class Tally implements OpenLoop.ResponseListener {
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final long timeoutNanos;
  private final Histogram accepted = new Histogram(LONGEST_MICROS, 3);
  private final Histogram refusals = new Histogram(LONGEST_MICROS, 3);
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
    if (isRefusal(answer)) {
      record(refusals, nanos);
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

  /** Whether a request was shed: such answers say when to ask again, lost races do not. */
  private static boolean isRefusal(FullHttpResponse answer) {
    return answer.status().code() == 503 && answer.headers().contains(HttpHeaderNames.RETRY_AFTER);
  }

  long asked() {
    return callersLate.getTotalCount();
  }

  /** Successes inside the timeout: what callers came for. */
  long successes() {
    return successes;
  }

  long refusals() {
    return refusals.getTotalCount();
  }

  /** Of what was accepted, the share that was answered inside the timeout, by whatever answer. */
  double inTimeShare() {
    long all = asked() - refusals();
    return all == 0 ? 1 : 1 - (double) late / all;
  }

  /** Adds what became of other refusals. */
  void addRefusals(Tally other) {
    refusals.add(other.refusals);
  }

  double acceptedMillis(double percentile) {
    return millis(accepted, percentile);
  }

  double refusalMillis(double percentile) {
    return millis(refusals, percentile);
  }

  /** How late the callers themselves were with asking. */
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
