package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Labelled;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.settings.ApiSettings;
import org.jspecify.annotations.Nullable;

/** The four endpoints: each has a path and a plan for its races. */
public enum Endpoint implements Labelled {
  ALL,
  FIRST,
  WITHIN_TIMEOUT,
  SMART;

  private final String label = Labelled.labelOf(this);
  private final String path = "/api/" + label;

  /** The endpoint at this path, or null. */
  static @Nullable Endpoint at(String path) {
    for (Endpoint endpoint : values()) {
      if (endpoint.path.equals(path)) {
        return endpoint;
      }
    }
    return null;
  }

  @Override
  public String label() {
    return label;
  }

  Plan plan(ApiSettings settings) {
    return switch (this) {
      case ALL -> Plan.all();
      case FIRST -> Plan.first();
      case WITHIN_TIMEOUT -> Plan.withinTimeout();
      case SMART -> Plan.smart(settings.hedgeDelay().nanos());
    };
  }
}
