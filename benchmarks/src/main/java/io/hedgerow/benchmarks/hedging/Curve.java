package io.hedgerow.benchmarks.hedging;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * The distribution of the time to a success. Written by the callers' event loop; read it once no
 * more answers can arrive.
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

  /** The percentage of all requests that had a success within this time. */
  double percentBy(double millis) {
    long count = successMillis.stream().filter(each -> each <= millis).count();
    return 100.0 * count / Math.max(1, requests);
  }

  /** The time within which this percentage of all requests had a success; NaN if fewer ever had. */
  double millis(double percent) {
    int index = (int) Math.ceil(percent / 100 * requests) - 1;
    return index >= 0 && index < successMillis.size()
        ? successMillis.stream().sorted().skip(index).findFirst().orElse(Double.NaN)
        : Double.NaN;
  }
}
