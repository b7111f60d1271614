package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often each constant of an enum occurred. Counting allocates nothing after the first time.
 *
 * <p>Belongs to one thread.
 */
final class Counts<E extends Enum<E> & Labelled> {
  private final Map<E, int[]> counts;

  Counts(Class<E> type) {
    this.counts = new EnumMap<>(type);
  }

  void add(E key, int count) {
    counts.computeIfAbsent(key, _ -> new int[1])[0] += count;
  }

  void add(Counts<E> other) {
    other.counts.forEach((key, count) -> add(key, count[0]));
  }

  int of(E key) {
    int[] count = counts.get(key);
    return count == null ? 0 : count[0];
  }

  int sum() {
    int sum = 0;
    for (int[] count : counts.values()) {
      sum += count[0];
    }
    return sum;
  }

  /** By label, without zeros. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    counts.forEach((key, count) -> json.put(key.label(), count[0]));
    return json;
  }
}
