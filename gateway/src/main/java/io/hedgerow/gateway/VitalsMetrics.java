package io.hedgerow.gateway;

import io.hedgerow.gateway.upstream.WireCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * {@link Vitals} as metrics: they show what was read last, so whoever reads the metrics lets the
 * vitals be read first. May be used by any thread.
 */
final class VitalsMetrics {
  private final AtomicReference<Vitals> latest = new AtomicReference<>(Vitals.NONE);
  private final MeterRegistry registry;

  VitalsMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge("hedgerow.requests.in.flight", Vitals::requests, "Requests whose race is not over");
    gauge("hedgerow.attempts.in.flight", Vitals::attempts, "Attempts launched and not ended");
    gauge(
        "hedgerow.attempts.waiting",
        Vitals::waitingAttempts,
        "Attempts that wait for a connection");
    gauge("hedgerow.timers.armed", Vitals::timers, "Timers of the event loops");
    gauge(
        "hedgerow.upstream.exchanges",
        Vitals::exchanges,
        "Exchanges on connections to the upstream, including those being drained");
    gauge("hedgerow.upstream.connections", Vitals::connections, "Connections open to the upstream");
    gauge(
        "hedgerow.upstream.connections.idle",
        Vitals::idleConnections,
        "Connections to the upstream that no attempt uses");
    gauge("hedgerow.callers.connections", Vitals::callerConnections, "Connections of callers");
    FunctionCounter.builder(
            "hedgerow.callers.connections.refused", latest, v -> v.get().callersRefused())
        .description("Connections of callers closed because they were one too many")
        .register(registry);
    gauge(
        "hedgerow.attempts.limit",
        Vitals::attemptsLimit,
        "Attempts that may be under way at once (upstream.limit)");
    gauge(
        "hedgerow.shed.ratio",
        Vitals::shedShare,
        "Share of new requests that is shed because of loop delay");
    counter(
        "hedgerow.upstream.connections.aborted",
        WireCounts::connectionsAborted,
        "HTTP/1.1 connections closed with an attempt on them");
    counter(
        "hedgerow.upstream.connections.suspected",
        WireCounts::connectionsSuspected,
        "HTTP/2 connections asked whether they are still there");
    counter(
        "hedgerow.upstream.connections.enhance.your.calm",
        WireCounts::connectionsEnhanceYourCalm,
        "HTTP/2 connections the upstream ended with GOAWAY ENHANCE_YOUR_CALM");
    counter(
        "hedgerow.upstream.streams.reset",
        WireCounts::streamsReset,
        "HTTP/2 streams ended by RST_STREAM");
    counter(
        "hedgerow.upstream.drains",
        WireCounts::drained,
        "Unwanted answers read to the end and discarded");
    counter(
        "hedgerow.upstream.drains.aborted",
        WireCounts::drainsAborted,
        "Drains that hit their time or size limit and were aborted");
    counter(
        "hedgerow.upstream.retries",
        WireCounts::retried,
        "Attempts retried on a fresh connection after a reused one failed or refused them");
  }

  /** The vitals now. */
  void onRead(Vitals vitals) {
    latest.set(vitals);
  }

  private void gauge(String name, ToDoubleFunction<Vitals> value, String what) {
    Gauge.builder(name, latest, vitals -> value.applyAsDouble(vitals.get()))
        .description(what)
        .register(registry);
  }

  private void counter(String name, ToLongFunction<WireCounts> value, String what) {
    FunctionCounter.builder(name, latest, vitals -> value.applyAsLong(vitals.get().wire()))
        .description(what)
        .register(registry);
  }
}
