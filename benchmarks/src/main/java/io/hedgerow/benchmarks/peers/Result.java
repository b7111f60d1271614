package io.hedgerow.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The turns of one entry so far.
 *
 * @param turns one for each round
 */
record Result(Entry entry, List<Turn> turns) {
  private static final double UNSOUND_PERCENT = 1;

  static Result of(Entry entry) {
    return new Result(entry, new ArrayList<>());
  }

  /** The median over all turns. */
  double median(Figure figure) {
    double[] sorted = values(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Whether the server did the work. Otherwise its figures mean nothing. */
  boolean isSound() {
    return median(Figure.REFUSED) + median(Figure.LATE) <= UNSOUND_PERCENT;
  }

  /** Successes in time per second. */
  double goodput() {
    double others = median(Figure.FAILED) + median(Figure.REFUSED) + median(Figure.LATE);
    return entry.requestsPerSecond() * Math.max(0, 1 - others / 100);
  }

  double min(Figure figure) {
    return values(figure).min().orElseThrow();
  }

  double max(Figure figure) {
    return values(figure).max().orElseThrow();
  }

  private DoubleStream values(Figure figure) {
    return turns.stream().mapToDouble(turn -> turn.get(figure));
  }
}
