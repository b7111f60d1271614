package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hedge budget, over all event loops.
 *
 * @param budget hedges earned by each success or final answer
 * @param burst maximum hedges that the budget can save up
 */
public record HedgeSettings(double budget, int burst, int inFlightMax) {
  static final Setting<@Nullable Double> BUDGET =
      Setting.ratio(
              "hedge.budget",
              "none",
              "Hedges earned by each success or final answer; none means that every hedge"
                  + " is launched")
          .orNone("none");
  static final Setting<Integer> BURST =
      Setting.integer("hedge.burst", "100", 1, 1_000_000, "Maximum hedges saved up by the budget");
  static final Setting<Integer> IN_FLIGHT_MAX =
      Setting.integer(
          "hedge.in-flight-max",
          "1000",
          1,
          1_000_000,
          "Maximum hedges in flight; ignored without a budget");

  static final Section<@Nullable HedgeSettings> SECTION =
      new Section<>(List.of(BUDGET, BURST, IN_FLIGHT_MAX), HedgeSettings::from);

  void into(Values values) {
    values.put(BUDGET, budget);
    values.put(BURST, burst);
    values.put(IN_FLIGHT_MAX, inFlightMax);
  }

  private static @Nullable HedgeSettings from(Values values) {
    Double budget = values.get(BUDGET);
    return budget == null
        ? null
        : new HedgeSettings(budget, values.get(BURST), values.get(IN_FLIGHT_MAX));
  }
}
