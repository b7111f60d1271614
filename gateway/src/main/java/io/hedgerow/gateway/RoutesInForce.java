package io.hedgerow.gateway;

import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Routes with what all event loops share for them. Immutable.
 *
 * @param upstreams all of them by name, {@link Route#DEFAULT_UPSTREAM} included; each has a URL
 * @param rateLimits of the routes that have their own, by name
 * @param commonRateLimit of the other routes; null for none
 */
record RoutesInForce(
    Routes routes,
    Map<String, UpstreamSettings> upstreams,
    Map<String, RateLimit> rateLimits,
    @Nullable RateLimit commonRateLimit) {

  /** Routes, the upstream that the static keys describe, and the rate limit that they set. */
  static RoutesInForce of(
      Routes routes, UpstreamSettings upstream, @Nullable RateLimit commonRateLimit) {
    return of(routes, upstream, commonRateLimit, Map.of(), Map.of());
  }

  /**
   * Other routes in the place of these. Routes whose rate limit stays the same keep what they have
   * counted.
   */
  RoutesInForce replacedBy(Routes next) {
    Map<String, RateLimitSettings> settings = new HashMap<>();
    for (Route route : routes.routes()) {
      if (route.rateLimit() != null) {
        settings.put(route.name(), route.rateLimit());
      }
    }
    return of(
        next, upstream(upstreams, Route.DEFAULT_UPSTREAM), commonRateLimit, settings, rateLimits);
  }

  /** The rate limit of a route; null for none. */
  @Nullable RateLimit rateLimit(Route route) {
    return route.rateLimit() == null ? commonRateLimit : rateLimits.get(route.name());
  }

  /** Callers tracked by all rate limits. */
  long callersTracked() {
    return rateLimits.values().stream().mapToLong(RateLimit::callers).sum()
        + (commonRateLimit == null ? 0 : commonRateLimit.callers());
  }

  private static RoutesInForce of(
      Routes routes,
      UpstreamSettings upstream,
      @Nullable RateLimit commonRateLimit,
      Map<String, RateLimitSettings> knownSettings,
      Map<String, RateLimit> known) {
    Map<String, UpstreamSettings> upstreams = new HashMap<>(routes.upstreams());
    upstreams.put(Route.DEFAULT_UPSTREAM, upstream);
    Map<String, RateLimit> rateLimits = new HashMap<>();
    for (Route route : routes.routes()) {
      RateLimitSettings settings = route.rateLimit();
      if (settings != null) {
        boolean isKept = settings.equals(knownSettings.get(route.name()));
        RateLimit kept = isKept ? known.get(route.name()) : null;
        rateLimits.put(route.name(), kept == null ? RateLimit.of(settings) : kept);
      }
    }
    return new RoutesInForce(
        routes, Map.copyOf(upstreams), Map.copyOf(rateLimits), commonRateLimit);
  }

  private static UpstreamSettings upstream(Map<String, UpstreamSettings> upstreams, String name) {
    UpstreamSettings upstream = upstreams.get(name);
    if (upstream == null) {
      throw new IllegalStateException("upstream: " + name + " (expected: one in force)");
    }
    return upstream;
  }
}
