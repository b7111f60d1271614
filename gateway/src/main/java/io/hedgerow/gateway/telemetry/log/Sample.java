package io.hedgerow.gateway.telemetry.log;

import java.util.concurrent.atomic.AtomicLong;

/** Samples evenly: with a ratio of 0.25, every fourth call. Any thread may call it. */
final class Sample {
  private final double ratio;
  private final AtomicLong seen = new AtomicLong();

  Sample(double ratio) {
    this.ratio = ratio;
  }

  boolean takes() {
    if (ratio == 0) {
      return false;
    }
    long before = seen.getAndIncrement();
    return Math.floor((before + 1) * ratio) > Math.floor(before * ratio);
  }
}
