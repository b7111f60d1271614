package io.hedgerow.gateway.telemetry.console;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Numbers as the console's JSON has them. */
final class Json {
  private static final double NANOS_PER_MILLI = 1e6;

  private Json() {}

  /** Milliseconds with one decimal. */
  static double millis(long nanos) {
    return rounded(nanos / NANOS_PER_MILLI);
  }

  /** One decimal; null for no number. */
  static @Nullable Double orNull(double value) {
    return Double.isFinite(value) ? rounded(value) : null;
  }

  /** One decimal. */
  static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** Four decimals. */
  static double share(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  /** Percentiles of durations. */
  static JsonObject percentiles(TimeHistogram durations) {
    return new JsonObject()
        .put("p50", orNull(durations.quantileMillis(0.5)))
        .put("p95", orNull(durations.quantileMillis(0.95)))
        .put("p99", orNull(durations.quantileMillis(0.99)));
  }
}
