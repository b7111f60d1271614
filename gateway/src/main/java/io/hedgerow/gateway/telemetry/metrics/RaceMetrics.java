package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.Destination;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests by route and attempts by upstream, and measures what the hedges of a route save
 * and cost.
 *
 * <p>Shared by all event loops. Meters are created on first use and kept until their route or
 * upstream is gone, because a registry lookup costs more than counting. All label values come from
 * closed sets or the file of routes.
 */
final class RaceMetrics implements Listener {
  private final MeterRegistry registry;
  private final Map<String, RouteMeters> routes = new ConcurrentHashMap<>();
  private final Map<String, UpstreamMeters> upstreams = new ConcurrentHashMap<>();

  RaceMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Removes the meters of routes and upstreams that are gone, so that reloads do not accumulate
   * them. Meters that requests in flight still create are removed the next time.
   */
  @Override
  public void onRoutesInForce(Routes inForce) {
    Set<String> names = new HashSet<>(Set.of(Route.NONE));
    for (Route route : inForce.routes()) {
      names.add(route.name());
      if (route.isCoalescing()) {
        route(route.name()).joined();
      }
      if (route.plan().isShadow()) {
        route(route.name()).registerShadow();
      } else if (route.plan().hedges() > 0) {
        route(route.name()).registerHedges();
      }
    }
    Set<String> upstreamNames = inForce.upstreamNames();
    routes.keySet().retainAll(names);
    upstreams.keySet().retainAll(upstreamNames);
    for (Meter meter : registry.getMeters()) {
      String route = meter.getId().getTag(RouteMeters.LABEL);
      String upstream = meter.getId().getTag(UpstreamMeters.LABEL);
      if ((route != null && !names.contains(route))
          || (upstream != null && !upstreamNames.contains(upstream))) {
        registry.remove(meter);
      }
    }
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    return new Observed(
        route(request.route()),
        upstreams.computeIfAbsent(request.upstream(), name -> new UpstreamMeters(registry, name)),
        Shadow.of(request));
  }

  private RouteMeters route(String name) {
    return routes.computeIfAbsent(name, _ -> new RouteMeters(registry, name));
  }

  /** One request, on its event loop. */
  private static final class Observed implements RequestListener {
    private final RouteMeters route;
    private final UpstreamMeters upstream;
    private long unusedNanos;
    private @Nullable Outcome primaryOutcome;
    private long primaryNanos;
    private boolean hasHedges;
    // Null unless the plan is in shadow.
    private final @Nullable Shadow shadow;

    Observed(RouteMeters route, UpstreamMeters upstream, @Nullable Shadow shadow) {
      this.route = route;
      this.upstream = upstream;
      this.shadow = shadow;
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      if (attempt.reason().isHedge()) {
        hasHedges = true;
        route.hedges(attempt.reason()).increment();
      }
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      upstream.onAttemptEnded(attempt.reason().role(), outcome, durationNanos);
      switch (outcome) {
        case Outcome.Cancelled cancelled ->
            route.onWasted(cancelled.reason().label(), durationNanos);
        case Outcome.TimedOut _ -> route.onWasted("deadline", durationNanos);
        case Outcome.Succeeded _ -> unusedNanos += durationNanos;
        case Outcome.Final _, Outcome.Failure _ -> {}
      }
      if (attempt.number() == 1) {
        primaryOutcome = outcome;
        primaryNanos = durationNanos;
        route.onPrimaryEnded(outcome, durationNanos);
      }
      if (shadow != null) {
        route.onAttemptEndedInShadow(outcome, durationNanos);
      }
    }

    @Override
    public void onHedgesShadowed(int count, LaunchReason reason, long nowNanos) {
      route.shadowHedges(reason).increment(count);
      if (shadow != null) {
        shadow.hedges = count;
        shadow.dueNanos = nowNanos - shadow.startNanos;
      }
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      route.onRequestEnded(request);
      if (shadow != null && shadow.hedges > 0) {
        onShadowEnded(shadow, request);
      }
      if (request.verdict() != RequestVerdict.SUCCEEDED && unusedNanos > 0) {
        route.onWasted("unused", unusedNanos);
      }
      if (hasHedges && request.winner() > 1) {
        boolean isFailed = primaryOutcome instanceof Outcome.Failure;
        route.hedgesWon(isFailed ? "failed" : "running").increment();
        if (!isFailed) {
          route.onTimeSaved(primaryNanos, Math.max(0, request.headroomNanos()));
        }
      }
    }

    @Override
    public void onRaceJoined() {
      route.joined().increment();
    }

    /** If the first answer ends the race, hedges could have saved time or the whole request. */
    private void onShadowEnded(Shadow shadow, EndedRequest request) {
      if (shadow.plan.ending() != Plan.Ending.FIRST_SUCCESS) {
        return;
      }
      switch (request.verdict()) {
        case SUCCEEDED, FINAL ->
            route.onTimeLost(shadow.hedges, request.durationNanos() - shadow.dueNanos);
        case DEADLINE, UPSTREAM_FAILED ->
            route.onRequestLost(shadow.hedges, request.timeoutNanos() - shadow.dueNanos);
        default -> {}
      }
    }
  }

  /** The state of a request whose plan is in shadow. */
  private static final class Shadow {
    private final Plan plan;
    private final long startNanos;
    private int hedges;
    private long dueNanos;

    private Shadow(Plan plan, long startNanos) {
      this.plan = plan;
      this.startNanos = startNanos;
    }

    /** Null unless the plan of the request is in shadow. */
    static @Nullable Shadow of(StartedRequest request) {
      Destination destination = request.destination();
      if (destination == null || !destination.match().route().plan().isShadow()) {
        return null;
      }
      return new Shadow(destination.match().route().plan(), request.startNanos());
    }
  }
}
