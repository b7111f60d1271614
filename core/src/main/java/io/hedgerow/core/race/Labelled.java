package io.hedgerow.core.race;

import java.util.Locale;

/** An enum whose constants have a name for metrics, headers, logs and traces. */
public interface Labelled {
  /** The constant's name, as every enum has it. */
  String name();

  /** The name in kebab case, such as {@code caller-left} for {@code CALLER_LEFT}. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
