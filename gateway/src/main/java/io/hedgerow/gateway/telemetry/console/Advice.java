package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recommendation to the operator, with the measurement that it is based on.
 *
 * @param route null if it does not concern a single route
 * @param text the finding, as a sentence
 * @param value the measured value
 * @param threshold the limit that {@code value} has passed
 * @param unit of {@code value} and {@code threshold}
 * @param key the setting to change
 * @param change how to change it, as a sentence
 */
record Advice(
    Kind kind,
    @Nullable String route,
    String text,
    double value,
    double threshold,
    Unit unit,
    String key,
    String change) {

  /** What a rule checks. */
  enum Kind implements Labelled {
    /** The hedge delay is longer than almost every attempt takes. */
    HEDGE_NEVER_FIRES,
    /** The hedge budget withholds a large share of the hedges. */
    BUDGET_REFUSES,
    /** When an attempt is slow, its hedges are slow too. */
    ATTEMPTS_DEPENDENT,
    /** Two replicas have the same address. */
    REPLICAS_SAME_ADDRESS,
    /** Callers' timeouts are shorter than the median duration of an attempt. */
    TIMEOUTS_BELOW_MEDIAN,
    /** Losers are drained because the limit on HTTP/2 stream resets is reached. */
    LOSERS_DRAIN;

    private final String label = Labelled.labelOf(this);

    @Override
    public String label() {
      return label;
    }
  }

  /** A unit of measurement. */
  enum Unit implements Labelled {
    MS,
    RATIO,
    COUNT;

    private final String label = Labelled.labelOf(this);

    @Override
    public String label() {
      return label;
    }
  }

  /** The advice, and the kinds of everything that was checked, as JSON. */
  static JsonObject json(List<Advice> advice) {
    return new JsonObject()
        .put("advice", new JsonArray(advice.stream().map(Advice::json).toList()))
        .put("checked", new JsonArray(Arrays.stream(Kind.values()).map(Kind::label).toList()));
  }

  private JsonObject json() {
    return new JsonObject()
        .put("kind", kind.label())
        .put("route", route)
        .put("text", text)
        .put("value", Json.share(value))
        .put("threshold", Json.share(threshold))
        .put("unit", unit.label())
        .put("key", key)
        .put("change", change);
  }
}
