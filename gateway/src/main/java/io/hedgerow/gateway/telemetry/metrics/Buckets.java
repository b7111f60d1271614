package io.hedgerow.gateway.telemetry.metrics;

import java.time.Duration;
import java.util.Arrays;

/** The upper bounds of histogram buckets. */
final class Buckets {
  /** From the shortest timeouts that can be met to the longest that are common. */
  static final Duration[] LATENCY =
      ofMillis(
          1, 2, 5, 10, 20, 50, 100, 150, 200, 250, 300, 350, 400, 500, 600, 750, 1000, 1500, 2000,
          5000, 10_000, 30_000, 60_000);

  private Buckets() {}

  static Duration[] ofMillis(double... bounds) {
    return Arrays.stream(bounds)
        .mapToObj(millis -> Duration.ofNanos((long) (millis * 1_000_000)))
        .toArray(Duration[]::new);
  }
}
