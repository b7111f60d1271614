package io.hedgerow.gateway;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.HedgeBudget;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.api.LoopRoutes;
import io.hedgerow.gateway.api.RaceResources;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.LoopLimits;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.telemetry.AdmissionSnapshot;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.gateway.upstream.Upstreams;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the routes use on one event loop: the clients of their upstreams, and their limits.
 * Replacing the routes keeps those whose settings stay the same.
 *
 * <p>Belongs to one event loop. Owns the upstreams; {@link #close()} closes them.
 */
final class RouteResources {
  private record UpstreamLimit(@Nullable LimitSettings settings, AttemptLimit limit) {}

  private record Budget(HedgeSettings settings, HedgeBudget budget) {}

  private final Loop loop;
  private final Listener listener;
  private final int loops;
  private final LoopLimits limits;
  private final Upstreams upstreams;
  private final @Nullable HedgeBudget commonBudget;
  private Map<String, UpstreamLimit> upstreamLimits = Map.of();
  private Map<String, Budget> budgets = Map.of();

  /** No routes yet. */
  RouteResources(Vertx vertx, Loop loop, Settings settings, LoopLimits limits, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    this.loops = settings.server().eventLoops();
    this.limits = limits;
    HedgeSettings hedges = settings.hedge();
    this.commonBudget = hedges == null ? null : Admission.hedgeBudget(hedges, loops);
    this.upstreams =
        new Upstreams(
            upstream -> new UpstreamClient(vertx, loop, upstream, Plan.ATTEMPTS_MAX, loops));
  }

  /** From now on these routes are served. */
  LoopRoutes replace(RoutesInForce inForce) {
    upstreams.replace(inForce.upstreams());
    Map<String, UpstreamLimit> nextLimits = new HashMap<>();
    inForce.upstreams().forEach((name, upstream) -> nextLimits.put(name, limit(name, upstream)));
    upstreamLimits = nextLimits;
    Map<String, Budget> nextBudgets = new HashMap<>();
    for (Route route : inForce.routes().routes()) {
      HedgeSettings hedges = route.hedges();
      if (hedges != null) {
        nextBudgets.put(route.name(), budget(route.name(), hedges));
      }
    }
    budgets = nextBudgets;
    return new LoopRoutes(inForce.routes().routes(), route -> resources(route, inForce));
  }

  private RaceResources resources(Route route, RoutesInForce inForce) {
    UpstreamLimit limit = upstreamLimits.get(route.upstream());
    if (limit == null) {
      throw new IllegalStateException(
          "upstream: %s of route %s (expected: one of %s)"
              .formatted(route.upstream(), route.name(), upstreamLimits.keySet()));
    }
    Budget own = budgets.get(route.name());
    return new RaceResources(
        loop,
        upstreams.client(route.upstream()),
        new Admission(limits, limit.limit(), own == null ? commonBudget : own.budget(), listener),
        inForce.rateLimit(route));
  }

  private UpstreamLimit limit(String name, UpstreamSettings upstream) {
    UpstreamLimit known = upstreamLimits.get(name);
    LimitSettings wanted = upstream.limit();
    return known != null && Objects.equals(known.settings(), wanted)
        ? known
        : new UpstreamLimit(wanted, Admission.attemptLimit(wanted, loops, loop.nowNanos()));
  }

  private Budget budget(String route, HedgeSettings wanted) {
    Budget known = budgets.get(route);
    return known != null && known.settings().equals(wanted)
        ? known
        : new Budget(wanted, Admission.hedgeBudget(wanted, loops));
  }

  /** Closes connections that are no longer needed; call it periodically. */
  void closeExpired() {
    upstreams.closeExpired();
  }

  void close() {
    upstreams.close();
  }

  UpstreamSnapshot upstreamSnapshot() {
    return upstreams.snapshot();
  }

  /** What is admitted now. The loops' shares of shed requests add up to the server's. */
  AdmissionSnapshot admissionSnapshot() {
    int running = 0;
    double limit = 0;
    for (UpstreamLimit upstream : upstreamLimits.values()) {
      int max = upstream.limit().limit();
      running += upstream.limit().running();
      limit += max == AttemptLimit.UNLIMITED ? Double.POSITIVE_INFINITY : max;
    }
    return new AdmissionSnapshot(limits.requests(), running, limit, limits.shedShare() / loops);
  }
}
