package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limit on attempts in flight.
 *
 * @param max over all event loops; the upper bound of an adaptive limit
 */
public record LimitSettings(Algorithm algorithm, int max) {
  /** How the limit is determined. */
  public enum Algorithm {
    FIXED,
    /** By the share of attempts that the upstream fails to handle. */
    ADAPTIVE
  }

  static final Setting<@Nullable Algorithm> ALGORITHM =
      Setting.choice(
              "upstream.limit",
              "none",
              Algorithm.class,
              "How attempts in flight are limited: none, fixed, or adaptive to upstream health")
          .orNone("none");
  static final Setting<Integer> MAX =
      Setting.integer(
          "upstream.limit-max",
          "1000",
          3,
          1_000_000,
          "Maximum attempts in flight; upper bound of the adaptive limit");

  static final List<Setting<?>> SETTINGS = List.of(ALGORITHM, MAX);

  static void into(Values values, @Nullable LimitSettings limit) {
    values.put(ALGORITHM, limit == null ? null : limit.algorithm);
    if (limit != null) {
      values.put(MAX, limit.max);
    }
  }

  static @Nullable LimitSettings from(Values values) {
    Algorithm algorithm = values.get(ALGORITHM);
    return algorithm == null ? null : new LimitSettings(algorithm, values.get(MAX));
  }
}
