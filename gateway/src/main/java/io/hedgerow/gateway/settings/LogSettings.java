package io.hedgerow.gateway.settings;

import java.util.List;

/**
 * The log on stderr.
 *
 * @param successRatio share of successful and rejected requests that are logged, 0 to 1
 * @param failuresMax failed requests logged per second
 * @param queueMax lines waiting to be written; further lines are dropped
 */
public record LogSettings(
    Format format, Level level, double successRatio, int failuresMax, int queueMax) {
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
          "log.format", "text", Format.class, "Readable text, or JSON (Elastic Common Schema)");
  static final Setting<Level> LEVEL =
      Setting.choice("log.level", "info", Level.class, "Minimum log level");
  static final Setting<Double> SUCCESS_RATIO =
      Setting.ratio(
          "log.success-ratio", "0.01", "Share of successful and rejected requests to log");
  static final Setting<Integer> FAILURES_MAX =
      Setting.integer(
          "log.failures-max",
          "10",
          0,
          1_000_000,
          "Maximum failed requests logged per second; the rest are only counted");

  static final Setting<Integer> QUEUE_MAX =
      Setting.integer(
          "log.queue-max",
          "4096",
          1,
          1_000_000,
          "Maximum log lines waiting to be written; more are dropped and counted");

  static final Section<LogSettings> SECTION =
      new Section<>(
          List.of(FORMAT, LEVEL, SUCCESS_RATIO, FAILURES_MAX, QUEUE_MAX), LogSettings::from);

  private static LogSettings from(Values values) {
    return new LogSettings(
        values.get(FORMAT),
        values.get(LEVEL),
        values.get(SUCCESS_RATIO),
        values.get(FAILURES_MAX),
        values.get(QUEUE_MAX));
  }
}
