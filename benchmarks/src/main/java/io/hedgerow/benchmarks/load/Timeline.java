package io.hedgerow.benchmarks.load;

import io.netty.handler.codec.http.FullHttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * Counts successes by the time of their arrival, in bins. Written by the callers' event loop, read
 * by any thread.
 */
public final class Timeline {
  private final OpenLoop callers;
  private final long timeoutNanos;
  private final long binMillis;
  private final long startNanos = System.nanoTime();
  private final AtomicIntegerArray successes;

  /**
   * The first bin starts now.
   *
   * @param timeoutMillis answers later than this do not count
   * @param binMillis a divisor of 1000
   */
  public Timeline(OpenLoop callers, long timeoutMillis, int binMillis, int seconds) {
    this.callers = callers;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.binMillis = binMillis;
    this.successes = new AtomicIntegerArray(seconds * 1000 / binMillis);
  }

  /** A caller that repeats a failed request at once, up to this many times. */
  public OpenLoop.ResponseListener newCaller(int retries) {
    return new OpenLoop.ResponseListener() {
      @Override
      public void onAnswered(FullHttpResponse answer, long nanos) {
        if (answer.status().code() != 200) {
          onUnanswered();
        } else if (nanos <= timeoutNanos) {
          onSuccess();
        }
      }

      @Override
      public void onUnanswered() {
        if (retries > 0) {
          callers.ask(newCaller(retries - 1));
        }
      }
    };
  }

  /** Successes per second, one value for each bin. */
  public List<Double> goodput() {
    return IntStream.range(0, successes.length())
        .mapToObj(bin -> successes.get(bin) * 1000.0 / binMillis)
        .toList();
  }

  private void onSuccess() {
    long bin = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / binMillis;
    if (bin < successes.length()) {
      successes.incrementAndGet((int) bin);
    }
  }
}
