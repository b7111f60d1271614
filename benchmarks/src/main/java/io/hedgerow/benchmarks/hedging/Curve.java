package io.hedgerow.benchmarks.hedging;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * How long each request took to succeed. Written by the callers' event loop; read once no more
 * answers can arrive.
 */
final class Curve implements OpenLoop.ResponseListener {
  private final List<Double> successMillis = new ArrayList<>();
  private int requests;

  @Override
  public void onAsking(long lateNanos) {
    requests++;
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    if (answer.status().code() == 200) {
      successMillis.add(nanos / 1e6);
    }
  }

  @Override
  public void onUnanswered() {}

  int requests() {
    return requests;
  }

  /** The share of all requests that had a success after this time, in percent. */
  double percentBy(double millis) {
    long count = successMillis.stream().filter(each -> each <= millis).count();
    return 100.0 * count / Math.max(1, requests);
  }

  /** The time by which so many percent of all requests had a success; NaN if they never had. */
  double millis(double percent) {
    int index = (int) Math.ceil(percent / 100 * requests) - 1;
    return index >= 0 && index < successMillis.size()
        ? successMillis.stream().sorted().skip(index).findFirst().orElse(Double.NaN)
        : Double.NaN;
  }
}
