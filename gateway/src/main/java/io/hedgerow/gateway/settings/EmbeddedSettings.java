package io.hedgerow.gateway.settings;

import java.util.List;

/** The simulated upstream in this process, which is asked if no other one is configured. */
public record EmbeddedSettings(int replicas) {
  static final Setting<Integer> REPLICAS =
      Setting.integer(
          "embedded.replicas", "3", 1, 10, "Replicas of the simulated upstream of this process");

  static final Section<EmbeddedSettings> SECTION =
      new Section<>(List.of(REPLICAS), values -> new EmbeddedSettings(values.get(REPLICAS)));
}
