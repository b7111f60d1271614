package io.hedgerow.gateway.settings;

import java.util.List;

/** The console on the management port. */
public record ConsoleSettings(boolean isEnabled) {
  static final Setting<Boolean> ENABLED =
      Setting.flag(
          "console.enabled",
          "true",
          "Whether to record and serve the data of the console: the last five minutes"
              + " and sample races");

  static final Section<ConsoleSettings> SECTION =
      new Section<>(List.of(ENABLED), values -> new ConsoleSettings(values.get(ENABLED)));
}
