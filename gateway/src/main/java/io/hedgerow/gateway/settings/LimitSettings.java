package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * How many attempts may be in flight.
 *
 * @param max over all event loops; the upper bound of an adaptive limit
 */
public record LimitSettings(Algorithm algorithm, int max) {
  /** How the limit is found. */
  public enum Algorithm {
    NONE,
    FIXED,
    /** By the share of attempts that the upstream fails to handle. */
    ADAPTIVE
  }

  static final Setting<Algorithm> ALGORITHM =
      Setting.choice(
          "upstream.limit",
          "none",
          Algorithm.class,
          "How attempts in flight are limited: none, fixed, or adaptive to upstream health");
  static final Setting<Integer> MAX =
      Setting.integer(
          "upstream.limit-max",
          "1000",
          3,
          1_000_000,
          "Maximum attempts in flight; upper bound of the adaptive limit");

  static final List<Setting<?>> SETTINGS = List.of(ALGORITHM, MAX);

  static LimitSettings from(Values values) {
    return new LimitSettings(values.get(ALGORITHM), values.get(MAX));
  }
}
