package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.Settings;
import org.jspecify.annotations.Nullable;

/** The four endpoints: a path each, and the plan that its races follow. */
enum Endpoint {
  ALL("all"),
  FIRST("first"),
  WITHIN_TIMEOUT("within-timeout"),
  SMART("smart");

  private final String word;
  private final String path;

  Endpoint(String word) {
    this.word = word;
    this.path = "/api/" + word;
  }

  static @Nullable Endpoint of(@Nullable String path) {
    for (Endpoint endpoint : values()) {
      if (endpoint.path.equals(path)) {
        return endpoint;
      }
    }
    return null;
  }

  /** Its name wherever people or machines read it. */
  String word() {
    return word;
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
