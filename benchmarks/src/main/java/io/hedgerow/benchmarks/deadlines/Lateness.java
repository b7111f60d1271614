package io.hedgerow.benchmarks.deadlines;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * When deadline answers arrived, relative to the timeout of their requests. Written by the callers'
 * event loop; read it once no more answers can arrive.
 */
final class Lateness implements OpenLoop.ResponseListener {
  private static final String DEADLINE = "\"reason\":\"deadline\"";

  private final long timeoutMillis;
  private final Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(1), 4);
  private final Histogram callersLateMicros = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
  private long late;

  Lateness(long timeoutMillis) {
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  public void onAsking(long lateNanos) {
    callersLateMicros.recordValue(TimeUnit.NANOSECONDS.toMicros(Math.max(0, lateNanos)));
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    if (answer.content().toString(StandardCharsets.UTF_8).contains(DEADLINE)) {
      micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }
    if (nanos > TimeUnit.MILLISECONDS.toNanos(timeoutMillis)) {
      late++;
    }
  }

  @Override
  public void onUnanswered() {
    late++;
  }

  long timeoutMillis() {
    return timeoutMillis;
  }

  /** The number of deadline answers. */
  long deadlines() {
    return micros.getTotalCount();
  }

  /** The percentage of requests without an answer in time. */
  double latePercent() {
    return 100.0 * late / Math.max(1, callersLateMicros.getTotalCount());
  }

  /**
   * A percentile of the arrivals, in milliseconds after the timeout (negative if before); NaN
   * without deadline answers.
   */
  double millisAfter(double percentile) {
    return deadlines() == 0
        ? Double.NaN
        : micros.getValueAtPercentile(percentile) / 1e3 - timeoutMillis;
  }

  /** How late requests were sent, compared with their schedule. */
  double callersLateMillis(double percentile) {
    return callersLateMicros.getValueAtPercentile(percentile) / 1e3;
  }
}
