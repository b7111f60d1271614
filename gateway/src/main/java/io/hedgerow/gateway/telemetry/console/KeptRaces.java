package io.hedgerow.gateway.telemetry.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The latest races of one route on one event loop: a few of each class, so that frequent classes do
 * not displace rare ones. Once a class is full, it takes at most one race per second, so that
 * keeping races costs a busy event loop next to nothing.
 *
 * <p>Belongs to its event loop.
 */
final class KeptRaces {
  /** Races kept of each class. */
  static final int KEPT_MAX = 8;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final class Kept {
    private final Deque<KeptRace> latest = new ArrayDeque<>(KEPT_MAX);
    private long count;
    private long keptNanos;
  }

  private final Map<RaceClass, Kept> classes = new EnumMap<>(RaceClass.class);

  /** Counts a race that ended, and keeps it if it is due; only then calls {@code race}. */
  void offer(RaceClass raceClass, long nowNanos, Supplier<KeptRace> race) {
    Kept kept = classes.computeIfAbsent(raceClass, _ -> new Kept());
    kept.count++;
    if (kept.latest.size() == KEPT_MAX) {
      if (nowNanos - kept.keptNanos < PERIOD_NANOS) {
        return;
      }
      kept.latest.removeLast();
    }
    kept.keptNanos = nowNanos;
    kept.latest.addFirst(race.get());
  }

  /** The number of races of each class since the start. */
  Map<RaceClass, Long> counts() {
    Map<RaceClass, Long> counts = new EnumMap<>(RaceClass.class);
    classes.forEach((raceClass, kept) -> counts.put(raceClass, kept.count));
    return counts;
  }

  /** All kept races. */
  List<KeptRace> all() {
    List<KeptRace> all = new ArrayList<>();
    classes.values().forEach(kept -> all.addAll(kept.latest));
    return all;
  }
}
