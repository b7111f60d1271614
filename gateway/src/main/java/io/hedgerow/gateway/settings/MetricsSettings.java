package io.hedgerow.gateway.settings;

import java.util.List;

/** Metrics for Prometheus. */
public record MetricsSettings(boolean isEnabled) {
  static final Setting<Boolean> ENABLED =
      Setting.flag("metrics.enabled", "true", "Whether to serve /metrics on the management port");

  static final Section<MetricsSettings> SECTION =
      new Section<>(List.of(ENABLED), values -> new MetricsSettings(values.get(ENABLED)));
}
