package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The four endpoints: a path each, and the plan that its races follow. */
enum Endpoint {
  ALL("/api/all"),
  FIRST("/api/first"),
  WITHIN_TIMEOUT("/api/within-timeout"),
  SMART("/api/smart");

  private final String path;

  Endpoint(String path) {
    this.path = path;
  }

  static @Nullable Endpoint of(@Nullable String path) {
    for (Endpoint endpoint : values()) {
      if (endpoint.path.equals(path)) {
        return endpoint;
      }
    }
    return null;
  }

  String path() {
    return path;
  }

  Plan plan(Settings settings) {
    return switch (this) {
      case ALL -> Plan.all();
      case FIRST -> Plan.first();
      case WITHIN_TIMEOUT -> Plan.withinTimeout();
      case SMART -> Plan.smart(settings.smart().hedgeDelay().nanos());
    };
  }
}
