package io.hedgerow.core.race;

import java.util.Locale;

/** An enum whose constants have a name for metrics, headers, logs and traces. */
public interface Labelled {
  /** The constant's name in kebab case, such as {@code caller-left} for {@code CALLER_LEFT}. */
  String label();

  /** The label of a constant; an enum computes it once. */
  static String labelOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
