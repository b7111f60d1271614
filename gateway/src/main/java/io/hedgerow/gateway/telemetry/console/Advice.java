package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an operator should change, with the numbers that say so.
 *
 * @param route null if it is not about one
 * @param text for people
 * @param value what was measured
 * @param threshold where the advice begins
 * @param key what to change
 * @param change how to change it, for people
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

  /** What is checked. */
  enum Kind implements Labelled {
    /** The hedge delay is longer than almost every attempt. */
    HEDGE_NEVER_FIRES,
    /** The hedge budget withholds a large share of the hedges. */
    BUDGET_REFUSES,
    /** A hedge of a slow attempt is slow, too. */
    ATTEMPTS_DEPENDENT,
    /** Two replicas have the same address. */
    REPLICAS_SAME_ADDRESS,
    /** Callers wait for less than the median of an attempt. */
    TIMEOUTS_BELOW_MEDIAN,
    /** Losers are drained because no more HTTP/2 streams may be reset. */
    LOSERS_DRAIN;

    private final String label = Labelled.labelOf(this);

    @Override
    public String label() {
      return label;
    }
  }

  /** Of a value and its threshold. */
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

  /** All advice, and what was checked. */
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
