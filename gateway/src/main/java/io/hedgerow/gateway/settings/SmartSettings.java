package io.hedgerow.gateway.settings;

import java.util.List;

/** The plan of {@code /api/smart}. */
public record SmartSettings(TimeSpan hedgeDelay) {
  static final Setting<TimeSpan> HEDGE_DELAY =
      Setting.duration(
          "smart.hedge-delay",
          "300ms",
          "1ms",
          "10m",
          "How long /api/smart waits for a success before it launches its two hedges");

  static final Section<SmartSettings> SECTION =
      new Section<>(List.of(HEDGE_DELAY), values -> new SmartSettings(values.get(HEDGE_DELAY)));
}
