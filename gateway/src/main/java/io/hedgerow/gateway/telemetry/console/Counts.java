package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Labelled;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;

/**
 * A counter for each constant of an enum. Counting allocates only when a constant first occurs.
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

  /** The counts by label; constants that never occurred are left out. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    counts.forEach((key, count) -> json.put(key.label(), count[0]));
    return json;
  }
}
