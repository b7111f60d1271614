package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.estimate.HedgeEstimate;
import io.hedgerow.core.estimate.ResidualTime;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one route: its requests, and what its hedges save and cost. Any thread may call it.
 */
final class RouteMeters {
  static final String LABEL = "route";

  private static final double NANOS_PER_SECOND = 1e9;

  /** The meters of requests whose timeout is known. */
  private record TimedMeters(Timer duration, Timer headroom, Timer delivery, Counter overruns) {}

  private final MeterRegistry registry;
  private final String route;
  private final Map<RequestVerdict, Counter> requests = new ConcurrentHashMap<>();
  private final Map<LaunchReason, Counter> hedges = new ConcurrentHashMap<>();
  private final Map<String, Counter> hedgesWon = new ConcurrentHashMap<>();
  private final Map<String, Counter> wasted = new ConcurrentHashMap<>();
  // Its own lock, held for about 0.1 µs when an attempt 1 ends or a hedge wins.
  private final ResidualTime primaries = new ResidualTime();
  // Its own lock. Used only by plans in shadow.
  private final HedgeEstimate shadow = new HedgeEstimate();
  private final Map<LaunchReason, Counter> shadowHedges = new ConcurrentHashMap<>();
  // Any thread may create these, because registering a meter again returns the first one.
  private volatile @Nullable TimedMeters timed;
  private volatile @Nullable Counter saved;

  RouteMeters(MeterRegistry registry, String route) {
    this.registry = registry;
    this.route = route;
  }

  /** Exports the counters of hedges at 0, so that a rate includes the first increment. */
  void registerHedges() {
    for (LaunchReason reason : LaunchReason.values()) {
      if (reason.isHedge()) {
        hedges(reason);
      }
    }
    hedgesWon("running");
    hedgesWon("failed");
    saved();
  }

  /** The same for hedges in shadow. */
  void registerShadow() {
    for (LaunchReason reason : LaunchReason.values()) {
      if (reason.isHedge()) {
        shadowHedges(reason);
      }
    }
    shadowTimeSaved();
    shadowRequestsSaved();
  }

  void onRequestEnded(EndedRequest request) {
    requests
        .computeIfAbsent(
            request.verdict(),
            verdict ->
                counter("hedgerow.requests", "Requests that ended")
                    .tag("verdict", verdict.label())
                    .register(registry))
        .increment();
    if (!request.isTimed()) {
      return;
    }
    TimedMeters meters = timed();
    meters.duration().record(request.durationNanos(), TimeUnit.NANOSECONDS);
    meters.headroom().record(Math.max(0, request.headroomNanos()), TimeUnit.NANOSECONDS);
    meters.delivery().record(request.deliveryNanos(), TimeUnit.NANOSECONDS);
    if (request.headroomNanos() < 0) {
      meters.overruns().increment();
    }
  }

  private TimedMeters timed() {
    TimedMeters known = timed;
    if (known != null) {
      return known;
    }
    TimedMeters created =
        new TimedMeters(
            timer(
                "hedgerow.request.duration",
                "Time from the request head to handing the answer to the connection"),
            timer(
                "hedgerow.request.headroom",
                "Time left before the timeout when the answer was handed to the connection"),
            timer(
                "hedgerow.request.delivery",
                "Time from handing the answer to the connection until the operating system accepted"
                    + " all of it"),
            counter(
                    "hedgerow.request.overruns",
                    "Answers handed to the connection after the timeout")
                .register(registry));
    timed = created;
    return created;
  }

  void onPrimaryEnded(Outcome outcome, long durationNanos) {
    synchronized (primaries) {
      if (outcome instanceof Outcome.Answer) {
        primaries.onSucceeded(durationNanos);
      } else {
        primaries.onGivenUp(durationNanos);
      }
    }
  }

  /** A hedge won while the primary was running. */
  void onTimeSaved(long primaryNanos, long headroomNanos) {
    long savedNanos;
    synchronized (primaries) {
      savedNanos = primaries.expectedNanos(primaryNanos, headroomNanos);
    }
    saved().increment(savedNanos / NANOS_PER_SECOND);
  }

  void onAttemptEndedInShadow(Outcome outcome, long durationNanos) {
    synchronized (shadow) {
      switch (outcome) {
        case Outcome.Answer _ -> shadow.onAnswered(durationNanos);
        case Outcome.Failure _ -> shadow.onFailed(durationNanos);
        case Outcome.TimedOut _, Outcome.Cancelled _ -> shadow.onCut(durationNanos);
      }
    }
  }

  /** The answer came {@code nanos} after hedges in shadow were due. */
  void onTimeLost(int hedges, long nanos) {
    double savedNanos;
    synchronized (shadow) {
      savedNanos = shadow.expectedLeadNanos(hedges, nanos);
    }
    shadowTimeSaved().increment(savedNanos / NANOS_PER_SECOND);
  }

  /** No answer came. Hedges in shadow were due {@code nanos} before the timeout. */
  void onRequestLost(int hedges, long nanos) {
    double saved;
    synchronized (shadow) {
      saved = shadow.answerProbability(hedges, nanos);
    }
    shadowRequestsSaved().increment(saved);
  }

  private Counter saved() {
    Counter known = saved;
    if (known != null) {
      return known;
    }
    Counter created =
        counter(
                "hedgerow.hedges.time.saved",
                "Estimated time saved by hedges: how much longer the primaries would have taken")
            .baseUnit("seconds")
            .register(registry);
    saved = created;
    return created;
  }

  void onWasted(String reason, long nanos) {
    wasted
        .computeIfAbsent(
            reason,
            word ->
                counter(
                        "hedgerow.upstream.wasted",
                        "Upstream time spent on attempts whose answers were not used")
                    .baseUnit("seconds")
                    .tag("reason", word)
                    .register(registry))
        .increment(nanos / NANOS_PER_SECOND);
  }

  Counter hedges(LaunchReason reason) {
    return hedges.computeIfAbsent(
        reason,
        _ ->
            counter("hedgerow.hedges", "Hedges launched")
                .tag("reason", reason.label())
                .register(registry));
  }

  Counter joined() {
    return counter(
            "hedgerow.requests.joined", "Requests that shared the race of an earlier equal one")
        .register(registry);
  }

  Counter shadowHedges(LaunchReason reason) {
    return shadowHedges.computeIfAbsent(
        reason,
        _ ->
            counter("hedgerow.shadow.hedges", "Hedges of plans in shadow: due, but not launched")
                .tag("reason", reason.label())
                .register(registry));
  }

  private Counter shadowTimeSaved() {
    return counter(
            "hedgerow.shadow.time.saved",
            "Estimated time that hedges in shadow would have saved answered requests")
        .baseUnit("seconds")
        .register(registry);
  }

  private Counter shadowRequestsSaved() {
    return counter(
            "hedgerow.shadow.requests.saved",
            "Estimated failed requests that hedges in shadow would have answered")
        .register(registry);
  }

  Counter hedgesWon(String primary) {
    return hedgesWon.computeIfAbsent(
        primary,
        _ ->
            counter("hedgerow.hedges.won", "Requests won by a hedge, by the state of the primary")
                .tag("primary", primary)
                .register(registry));
  }

  private Counter.Builder counter(String name, String what) {
    return Counter.builder(name).description(what).tag(LABEL, route);
  }

  private Timer timer(String name, String what) {
    return Timer.builder(name)
        .description(what)
        .tag(LABEL, route)
        .serviceLevelObjectives(Buckets.LATENCY)
        .register(registry);
  }
}
