package io.hedgerow.gateway;

import io.hedgerow.core.limit.AttemptLimit;
import io.hedgerow.core.limit.HedgeBudget;
import io.hedgerow.gateway.api.LoopRoutes;
import io.hedgerow.gateway.api.RaceResources;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.LoopLimits;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.Configured;
import io.hedgerow.gateway.settings.HedgeSettings;
import io.hedgerow.gateway.settings.LimitSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.AdmissionSnapshot;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.UpstreamSnapshot;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.gateway.upstream.Upstreams;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The resources that the routes use on one event loop: upstream clients, and limits. Replacing the
 * routes keeps resources whose settings stay the same.
 *
 * <p>Belongs to one event loop. Owns the upstreams; {@link #close()} closes them.
 */
final class RouteResources {
  private final Loop loop;
  private final Listener listener;
  private final int loops;
  private final LoopLimits limits;
  private final Upstreams upstreams;
  private final @Nullable HedgeBudget commonBudget;
  private Configured<@Nullable LimitSettings, AttemptLimit> upstreamLimits = Configured.none();
  private Configured<HedgeSettings, HedgeBudget> budgets = Configured.none();

  /** Starts without routes. */
  RouteResources(Vertx vertx, Loop loop, Settings settings, LoopLimits limits, Listener listener) {
    this.loop = loop;
    this.listener = listener;
    this.loops = settings.server().eventLoops();
    this.limits = limits;
    HedgeSettings hedges = settings.hedge();
    this.commonBudget = hedges == null ? null : Admission.hedgeBudget(hedges, loops);
    this.upstreams = new Upstreams(upstream -> new UpstreamClient(vertx, loop, upstream, loops));
  }

  /** Prepares the resources of these routes, which replace the current ones. */
  LoopRoutes replace(RoutesInForce inForce) {
    upstreams.replace(inForce.upstreams());
    Map<String, @Nullable LimitSettings> limited = new HashMap<>();
    inForce.upstreams().forEach((name, upstream) -> limited.put(name, upstream.settings().limit()));
    upstreamLimits =
        upstreamLimits.replacedBy(
            limited, limit -> Admission.attemptLimit(limit, loops, loop.nowNanos()));
    budgets =
        budgets.replacedBy(
            inForce.routes().own(Route::hedges), hedges -> Admission.hedgeBudget(hedges, loops));
    return new LoopRoutes(inForce.routes().routes(), route -> resources(route, inForce));
  }

  private RaceResources resources(Route route, RoutesInForce inForce) {
    HedgeBudget own = budgets.get(route.name());
    return new RaceResources(
        loop,
        upstreams.client(route.upstream()),
        new Admission(
            limits,
            upstreamLimits.require(route.upstream()),
            own == null ? commonBudget : own,
            listener),
        inForce.rateLimit(route));
  }

  /** Sweeps the upstream clients. Call it about once a second. */
  void sweep() {
    upstreams.sweep();
  }

  /** Whether a replica of each upstream has been healthy, or is not checked. */
  boolean wereUpstreamsHealthy() {
    return upstreams.wereHealthy();
  }

  void close() {
    upstreams.close();
  }

  Upstreams upstreams() {
    return upstreams;
  }

  UpstreamSnapshot upstreamSnapshot() {
    return upstreams.snapshot();
  }

  /** The state of admission on this loop. The shed shares of all loops add up to the server's. */
  AdmissionSnapshot admissionSnapshot() {
    int running = 0;
    double limit = 0;
    for (AttemptLimit upstream : upstreamLimits.values()) {
      running += upstream.running();
      limit +=
          upstream.limit() == AttemptLimit.UNLIMITED ? Double.POSITIVE_INFINITY : upstream.limit();
    }
    return new AdmissionSnapshot(limits.requests(), running, limit, limits.shedShare() / loops);
  }
}
