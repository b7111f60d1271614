package io.hedgerow.gateway.telemetry.console;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Formats numbers for the console's JSON. */
final class Json {
  private static final double NANOS_PER_MILLI = 1e6;

  private Json() {}

  /** Nanoseconds in milliseconds, rounded to one decimal. */
  static double millis(long nanos) {
    return rounded(nanos / NANOS_PER_MILLI);
  }

  /** Rounded to one decimal; null if NaN or infinite. */
  static @Nullable Double orNull(double value) {
    return Double.isFinite(value) ? rounded(value) : null;
  }

  /** Rounded to one decimal. */
  static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** Rounded to four decimals. */
  static double share(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  /** The 50th, 95th and 99th percentile, in milliseconds; null if unknown. */
  static JsonObject percentiles(TimeHistogram durations) {
    return new JsonObject()
        .put("p50", orNull(durations.quantileMillis(0.5)))
        .put("p95", orNull(durations.quantileMillis(0.95)))
        .put("p99", orNull(durations.quantileMillis(0.99)));
  }
}
