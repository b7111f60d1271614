package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * The log on stderr.
 *
 * @param successRatio share of successful and rejected requests that are logged, 0 to 1
 * @param failuresMax failed requests logged per second
 */
public record LogSettings(Format format, Level level, double successRatio, int failuresMax) {
  /** How a log line is written. */
  public enum Format {
    TEXT,
    JSON
  }

  /** How important a log line is. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  static final Setting<Format> FORMAT =
      Setting.choice(
          "log.format", "text", Format.class, "Text for people, or JSON (Elastic Common Schema)");
  static final Setting<Level> LEVEL =
      Setting.choice("log.level", "info", Level.class, "Minimum log level");
  static final Setting<Double> SUCCESSES =
      Setting.ratio("log.successes", "0.01", "Share of successful and rejected requests to log");
  static final Setting<Integer> FAILURES_MAX =
      Setting.integer(
          "log.failures-max",
          "10",
          0,
          1_000_000,
          "Maximum failed requests logged per second; the rest are only counted");

  static final Section<LogSettings> SECTION =
      new Section<>(List.of(FORMAT, LEVEL, SUCCESSES, FAILURES_MAX), LogSettings::from);

  private static LogSettings from(Values values) {
    return new LogSettings(
        values.get(FORMAT), values.get(LEVEL), values.get(SUCCESSES), values.get(FAILURES_MAX));
  }
}
