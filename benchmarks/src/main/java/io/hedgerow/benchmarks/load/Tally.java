package io.hedgerow.benchmarks.load;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Counts results of the requests sent in one period. Belongs to the callers' event loop, except for
 * {@code answers}; read it when no more answers can arrive.
 */
public final class Tally implements OpenLoop.ResponseListener {
  private static final Pattern SUCCESS = Pattern.compile("\\{\"time\": ?([0-9]{1,9})}");
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

  private final long timeoutNanos;
  // Shared by the tallies of consecutive periods; read by any thread.
  private final AtomicLong answers;
  private final Histogram addedMicros = new Histogram(LONGEST_MICROS, 3);
  private final Histogram callersLateMicros = new Histogram(LONGEST_MICROS, 3);
  private long failures;
  private long refused;
  private long late;

  /**
   * Creates an empty tally.
   *
   * @param answers incremented by each answer, late ones included
   */
  public Tally(long timeoutMillis, AtomicLong answers) {
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.answers = answers;
  }

  @Override
  public void onAsking(long lateNanos) {
    record(callersLateMicros, lateNanos);
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    answers.incrementAndGet();
    Matcher success = SUCCESS.matcher(answer.content().toString(StandardCharsets.UTF_8));
    if (nanos > timeoutNanos) {
      late++;
    } else if (answer.headers().contains(HttpHeaderNames.RETRY_AFTER)) {
      refused++;
    } else if (answer.status().code() != 200 || !success.matches()) {
      failures++;
    } else {
      long idealMillis = Long.parseLong(success.group(1));
      record(addedMicros, nanos - TimeUnit.MILLISECONDS.toNanos(idealMillis));
    }
  }

  @Override
  public void onUnanswered() {
    late++;
  }

  /** Requests sent. */
  public long asked() {
    return callersLateMicros.getTotalCount();
  }

  /** Answers in time that are neither successes nor refusals. */
  public long failures() {
    return failures;
  }

  /** Requests shed in time. Their answers have Retry-After; those of lost races do not. */
  public long refused() {
    return refused;
  }

  /** Answers after the timeout, and requests without any answer. */
  public long late() {
    return late;
  }

  /** How much longer successes took than their winner took at the upstream; NaN without any. */
  public double addedMillis(double percentile) {
    return addedMicros.getTotalCount() == 0
        ? Double.NaN
        : addedMicros.getValueAtPercentile(percentile) / 1e3;
  }

  /** How late the callers sent their requests: high if they are overloaded themselves. */
  public double callersLateMillis(double percentile) {
    return callersLateMicros.getValueAtPercentile(percentile) / 1e3;
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS));
  }
}
