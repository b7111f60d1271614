package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.core.estimate.ResidualTime;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.telemetry.UpstreamState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests and attempts separately, and measures what hedges save and cost.
 *
 * <p>Shared by all event loops. Meters are created on first use and kept, because a registry lookup
 * costs more than counting. The values of labels come from closed sets.
 */
final class RaceMetrics implements Listener {
  private static final double NANOS_PER_SECOND = 1e9;

  private record Labels(String first, String second) {}

  private record AttemptLabels(String role, String outcome, String upstream) {}

  /** Of the timed requests to one endpoint. */
  private record RequestMeters(Timer duration, Timer headroom, Timer delivery, Counter overruns) {}

  private record AttemptMeters(Counter ended, Timer duration) {}

  private final MeterRegistry registry;
  private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, RequestMeters> timedRequests = new ConcurrentHashMap<>();
  private final Map<AttemptLabels, AttemptMeters> attempts = new ConcurrentHashMap<>();
  private final Map<String, Counter> hedges = new ConcurrentHashMap<>();
  private final Map<String, Counter> hedgesWon = new ConcurrentHashMap<>();
  private final Map<String, Counter> wasted = new ConcurrentHashMap<>();
  private final Counter saved;
  // Guards itself. Locked for about 0.1 µs by each attempt 1 that ends and each hedge that wins.
  private final ResidualTime primaries = new ResidualTime();

  RaceMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.saved =
        Counter.builder("hedgerow.hedges.time.saved")
            .baseUnit("seconds")
            .description(
                "Estimated time saved by hedges: how much longer the primaries would have taken")
            .register(registry);
    // Registered from the start, so that a rate shows the first increment.
    for (LaunchReason reason : LaunchReason.values()) {
      if (reason.isHedge()) {
        hedges(reason);
      }
    }
    hedgesWon("running");
    hedgesWon("failed");
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    return new Observed(request.endpoint());
  }

  private void onEnded(String endpoint, EndedRequest request) {
    counted(
            requests,
            new Labels(endpoint, request.verdict().label()),
            "hedgerow.requests",
            "Requests that ended",
            "endpoint",
            "verdict")
        .increment();
    if (!request.isTimed()) {
      return;
    }
    RequestMeters meters = timedRequests.computeIfAbsent(endpoint, this::newRequestMeters);
    meters.duration().record(request.durationNanos(), TimeUnit.NANOSECONDS);
    meters.headroom().record(Math.max(0, request.headroomNanos()), TimeUnit.NANOSECONDS);
    meters.delivery().record(request.deliveryNanos(), TimeUnit.NANOSECONDS);
    if (request.headroomNanos() < 0) {
      meters.overruns().increment();
    }
  }

  private RequestMeters newRequestMeters(String endpoint) {
    return new RequestMeters(
        timer(
            "hedgerow.request.duration",
            "Time from the request head to handing the answer to the connection",
            "endpoint",
            endpoint),
        timer(
            "hedgerow.request.headroom",
            "Time left before the timeout when the answer was handed to the connection",
            "endpoint",
            endpoint),
        timer(
            "hedgerow.request.delivery",
            "Time from handing the answer to the connection until the operating system accepted all"
                + " of it",
            "endpoint",
            endpoint),
        Counter.builder("hedgerow.request.overruns")
            .description("Answers handed to the connection after the timeout")
            .tag("endpoint", endpoint)
            .register(registry));
  }

  private void onEnded(String role, Outcome outcome, long durationNanos) {
    AttemptMeters meters =
        attempts.computeIfAbsent(
            new AttemptLabels(role, outcome.label(), UpstreamState.of(outcome).label()),
            this::newAttemptMeters);
    meters.ended().increment();
    meters.duration().record(durationNanos, TimeUnit.NANOSECONDS);
    switch (outcome) {
      case Outcome.Cancelled cancelled -> onWasted(cancelled.reason().label(), durationNanos);
      case Outcome.TimedOut _ -> onWasted("deadline", durationNanos);
      case Outcome.Answer _, Outcome.Failure _ -> {}
    }
  }

  private AttemptMeters newAttemptMeters(AttemptLabels labels) {
    String role = labels.role();
    String outcome = labels.outcome();
    return new AttemptMeters(
        Counter.builder("hedgerow.attempts")
            .description("Attempts that ended")
            .tags("role", role, "outcome", outcome, "upstream", labels.upstream())
            .register(registry),
        timer(
            "hedgerow.attempt.duration",
            "Time from the launch of an attempt to its end",
            "role",
            role,
            "outcome",
            outcome));
  }

  private void onWasted(String reason, long nanos) {
    wasted
        .computeIfAbsent(
            reason,
            word ->
                Counter.builder("hedgerow.upstream.wasted")
                    .baseUnit("seconds")
                    .description("Upstream time spent on attempts whose answers were not used")
                    .tag("reason", word)
                    .register(registry))
        .increment(nanos / NANOS_PER_SECOND);
  }

  private Counter hedges(LaunchReason reason) {
    return counted(hedges, reason.label(), "hedgerow.hedges", "Hedges launched", "reason");
  }

  private Counter hedgesWon(String primary) {
    String what = "Requests won by a hedge, by the state of the primary";
    return counted(hedgesWon, primary, "hedgerow.hedges.won", what, "primary");
  }

  private Timer timer(String name, String what, String... labels) {
    return Timer.builder(name)
        .description(what)
        .tags(labels)
        .serviceLevelObjectives(Buckets.LATENCY)
        .register(registry);
  }

  private Counter counted(
      Map<String, Counter> counters, String value, String name, String what, String label) {
    return counters.computeIfAbsent(
        value, _ -> Counter.builder(name).description(what).tag(label, value).register(registry));
  }

  private Counter counted(
      Map<Labels, Counter> counters,
      Labels labels,
      String name,
      String what,
      String firstLabel,
      String secondLabel) {
    return counters.computeIfAbsent(
        labels,
        _ ->
            Counter.builder(name)
                .description(what)
                .tags(firstLabel, labels.first(), secondLabel, labels.second())
                .register(registry));
  }

  /** One request, on its event loop. */
  private final class Observed implements RequestListener {
    private final String endpoint;
    private long unusedNanos;
    private @Nullable Outcome primaryOutcome;
    private long primaryNanos;
    private boolean hasHedges;

    Observed(String endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      if (attempt.reason().isHedge()) {
        hasHedges = true;
        hedges(attempt.reason()).increment();
      }
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      onEnded(attempt.reason().role(), outcome, durationNanos);
      if (outcome instanceof Outcome.Succeeded) {
        unusedNanos += durationNanos;
      }
      if (attempt.number() == 1) {
        primaryOutcome = outcome;
        primaryNanos = durationNanos;
        synchronized (primaries) {
          if (outcome instanceof Outcome.Answer) {
            primaries.onSucceeded(durationNanos);
          } else {
            primaries.onGivenUp(durationNanos);
          }
        }
      }
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      onEnded(endpoint, request);
      if (request.verdict() != RequestVerdict.SUCCEEDED && unusedNanos > 0) {
        onWasted("unused", unusedNanos);
      }
      if (hasHedges && request.winner() > 1) {
        boolean isFailed = primaryOutcome instanceof Outcome.Failure;
        hedgesWon(isFailed ? "failed" : "running").increment();
        if (!isFailed) {
          saved.increment(remainingNanos(request) / NANOS_PER_SECOND);
        }
      }
    }

    private long remainingNanos(EndedRequest request) {
      synchronized (primaries) {
        return primaries.expectedNanos(primaryNanos, Math.max(0, request.headroomNanos()));
      }
    }
  }
}
