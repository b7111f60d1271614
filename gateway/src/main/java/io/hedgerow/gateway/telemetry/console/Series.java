package io.hedgerow.gateway.telemetry.console;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The last five minutes of one route, or of all: a point for each second, and their sum. Takes at
 * most 400 KB.
 *
 * <p>Belongs to its {@link Console}.
 */
final class Series {
  /** Points kept. */
  static final int SECONDS = 300;

  // The percentiles of a point cover this time: at low load, those of one second are noise.
  private static final int RECENT_SECONDS = 5;
  private static final int SLICE_SECONDS = 30;
  private static final Tally NOTHING = new Tally();
  private static final double NANOS_PER_MILLI = 1e6;

  // Ring buffers, indexed by the second. A point is stored as text, which takes a tenth of the
  // memory of objects.
  private final @Nullable String[] points = new String[SECONDS];
  private final @Nullable Tally[] recent = new Tally[RECENT_SECONDS];
  private final @Nullable Tally[] slices = new Tally[SECONDS / SLICE_SECONDS];
  private long seconds;
  private Tally window = NOTHING;

  /**
   * Adds a second.
   *
   * @param tally null if nothing happened
   * @param load the load of the whole gateway; null in the series of a route
   * @return the point of this second as JSON
   */
  String onSecond(long atSeconds, @Nullable Tally tally, @Nullable JsonObject load) {
    recent[ring(RECENT_SECONDS)] = tally;
    int slice = (int) (seconds / SLICE_SECONDS % slices.length);
    if (seconds % SLICE_SECONDS == 0) {
      slices[slice] = null;
    }
    if (tally != null) {
      slices[slice] = sum(slices[slice], tally);
    }
    window = sum(slices);
    JsonObject point = (tally == null ? NOTHING : tally).point(sum(recent));
    String json = new JsonObject().put("at", atSeconds).mergeIn(point).put("load", load).encode();
    points[ring(SECONDS)] = json;
    seconds++;
    return json;
  }

  /** All points as a JSON array, oldest first. */
  String points() {
    StringBuilder json = new StringBuilder("[");
    for (int i = 0; i < SECONDS; i++) {
      String point = points[(int) ((seconds + i) % SECONDS)];
      if (point != null) {
        json.append(json.length() == 1 ? "" : ",").append(point);
      }
    }
    return json.append(']').toString();
  }

  /** The sum of the last 4.5 to 5 minutes; do not modify it. */
  Tally window() {
    return window;
  }

  Quantiles quantiles() {
    return new Quantiles(quantileNanos(0.5), quantileNanos(0.95));
  }

  private long quantileNanos(double q) {
    double millis = window.requests().quantileMillis(q);
    return Double.isNaN(millis) ? Long.MAX_VALUE : (long) (millis * NANOS_PER_MILLI);
  }

  private int ring(int length) {
    return (int) (seconds % length);
  }

  private static Tally sum(@Nullable Tally... tallies) {
    Tally sum = new Tally();
    for (Tally tally : tallies) {
      if (tally != null) {
        sum.add(tally);
      }
    }
    return sum;
  }
}
