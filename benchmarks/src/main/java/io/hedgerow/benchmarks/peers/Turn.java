package io.hedgerow.benchmarks.peers;

import java.util.Map;

/** The figures of one turn. */
record Turn(Map<Figure, Double> figures) {
  Turn {
    figures = Map.copyOf(figures);
  }

  /** The figure, or NaN if this server has none. */
  double get(Figure figure) {
    return figures.getOrDefault(figure, Double.NaN);
  }
}
