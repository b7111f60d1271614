package io.hedgerow.gateway;

import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.Configured;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.upstream.InvalidUpstream;
import io.hedgerow.gateway.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The current routes, and what all event loops share for them. Immutable.
 *
 * @param upstreams all of them by name, {@link Route#DEFAULT_UPSTREAM} included; each has a URL
 * @param rateLimits rate limits of the routes that have their own, by route name
 * @param commonRateLimit rate limit of the other routes; null for none
 */
record RoutesInForce(
    Routes routes,
    Map<String, Upstream> upstreams,
    Configured<RateLimitSettings, RateLimit> rateLimits,
    @Nullable RateLimit commonRateLimit) {

  /** The routes at the start. Reads the TLS files of the upstreams, so it blocks. */
  static RoutesInForce of(
      Routes routes, UpstreamSettings upstream, @Nullable RateLimit commonRateLimit)
      throws InvalidUpstream {
    return of(routes, upstream, Map.of(), commonRateLimit, Configured.none());
  }

  /**
   * The next routes. Routes whose rate limit stays the same keep its counts. Reads the TLS files of
   * new upstreams, so it blocks.
   */
  RoutesInForce replacedBy(Routes next) throws InvalidUpstream {
    Upstream upstream = Objects.requireNonNull(upstreams.get(Route.DEFAULT_UPSTREAM));
    return of(next, upstream.settings(), upstreams, commonRateLimit, rateLimits);
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
      Map<String, Upstream> known,
      @Nullable RateLimit commonRateLimit,
      Configured<RateLimitSettings, RateLimit> rateLimits)
      throws InvalidUpstream {
    Map<String, UpstreamSettings> upstreams = new HashMap<>(routes.upstreams());
    upstreams.put(Route.DEFAULT_UPSTREAM, upstream);
    return new RoutesInForce(
        routes,
        Upstream.prepare(upstreams, known),
        rateLimits.replacedBy(routes.own(Route::rateLimit), RateLimit::of),
        commonRateLimit);
  }
}
