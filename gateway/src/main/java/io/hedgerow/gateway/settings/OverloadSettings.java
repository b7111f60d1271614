package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When load is shed.
 *
 * @param target tolerated event-loop delay
 * @param interval how long the delay must exceed it
 */
public record OverloadSettings(TimeSpan target, TimeSpan interval) {
  static final Setting<Boolean> SHED =
      Setting.flag(
          "overload.shed",
          "true",
          "Whether to shed hedges, then new requests, while event loops run late");
  static final Setting<TimeSpan> TARGET =
      Setting.duration(
          "overload.target",
          "20ms",
          "1ms",
          "1s",
          "Standing event-loop delay tolerated before shedding starts (CoDel target), or an"
              + " eighth of the request's timeout if that is longer");
  static final Setting<TimeSpan> INTERVAL =
      Setting.duration(
          "overload.interval",
          "200ms",
          "40ms",
          "10s",
          "How long the delay must stay above overload.target before shedding starts"
              + " (CoDel interval)");

  static final Section<@Nullable OverloadSettings> SECTION =
      new Section<>(List.of(SHED, TARGET, INTERVAL), OverloadSettings::from);

  private static @Nullable OverloadSettings from(Values values) {
    return values.get(SHED) ? new OverloadSettings(values.get(TARGET), values.get(INTERVAL)) : null;
  }
}
