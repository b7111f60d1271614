package io.hedgerow.gateway.telemetry.console;

import org.jspecify.annotations.Nullable;

/**
 * What one event loop records of one route.
 *
 * <p>Belongs to its event loop.
 */
final class RouteRecorder {
  private final String name;
  private final KeptRaces kept = new KeptRaces();
  private Quantiles quantiles = Quantiles.UNKNOWN;
  private @Nullable Tally tally;

  RouteRecorder(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  KeptRaces kept() {
    return kept;
  }

  Quantiles quantiles() {
    return quantiles;
  }

  void setQuantiles(Quantiles quantiles) {
    this.quantiles = quantiles;
  }

  /** The counts since the last {@link #take}. */
  Tally tally() {
    if (tally == null) {
      tally = new Tally();
    }
    return tally;
  }

  /** Returns the counts since the last call, and starts from zero; null if nothing happened. */
  @Nullable Tally take() {
    Tally taken = tally;
    tally = null;
    return taken;
  }
}
