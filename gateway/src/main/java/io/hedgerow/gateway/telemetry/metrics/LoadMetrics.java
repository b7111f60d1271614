package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.ProcessSnapshot;
import io.hedgerow.gateway.telemetry.RoutesSnapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Gauges and counters of the {@link LoadSnapshot} last {@linkplain #set set}; a scrape sets one
 * first. Any thread may call it.
 */
final class LoadMetrics {
  // A strong reference: the meters hold only weak ones.
  private final AtomicReference<LoadSnapshot> latest =
      new AtomicReference<>(LoadSnapshot.ofProcess(ProcessSnapshot.NONE));
  private final MeterRegistry registry;

  LoadMetrics(MeterRegistry registry) {
    this.registry = registry;
    gauge("hedgerow.timers.armed", LoadSnapshot::timers, "Timers armed on the event loops");
    admission();
    upstream();
    wire();
    callers();
    process();
    routes();
  }

  void set(LoadSnapshot load) {
    latest.set(load);
  }

  private void admission() {
    gauge(
        "hedgerow.requests.in.flight",
        load -> load.admission().requests(),
        "Admitted requests whose race is not over");
    gauge(
        "hedgerow.attempts.limit",
        load -> load.admission().attemptsLimit(),
        "Maximum attempts in flight (upstream.limit); +Inf for no limit");
    gauge(
        "hedgerow.shed.ratio",
        load -> load.admission().shedShare(),
        "Share of new requests rejected because of event-loop delay");
  }

  private void upstream() {
    gauge("hedgerow.attempts.in.flight", load -> load.upstream().attempts(), "Attempts in flight");
    gauge(
        "hedgerow.attempts.waiting",
        load -> load.upstream().waitingAttempts(),
        "Attempts waiting for a connection");
    gauge(
        "hedgerow.upstream.exchanges",
        load -> load.upstream().exchanges(),
        "Exchanges on upstream connections, including those being drained");
    gauge(
        "hedgerow.upstream.connections",
        load -> load.upstream().connections(),
        "Open connections to the upstream");
    gauge(
        "hedgerow.upstream.connections.idle",
        load -> load.upstream().idleConnections(),
        "Idle connections to the upstream");
  }

  private void wire() {
    counter(
        "hedgerow.upstream.connections.aborted",
        load -> load.upstream().wire().connectionsAborted(),
        "HTTP/1.1 connections closed to abort an exchange");
    counter(
        "hedgerow.upstream.connections.suspected",
        load -> load.upstream().wire().connectionsSuspected(),
        "HTTP/2 connections checked with a PING after an attempt on them timed out");
    counter(
        "hedgerow.upstream.connections.enhance.your.calm",
        load -> load.upstream().wire().connectionsEnhanceYourCalm(),
        "HTTP/2 connections the upstream ended with GOAWAY ENHANCE_YOUR_CALM");
    counter(
        "hedgerow.upstream.connections.surplus",
        load -> load.upstream().wire().connectionsWithSurplus(),
        "HTTP/1.1 connections closed because the upstream sent bytes that belong to no request");
    counter(
        "hedgerow.upstream.streams.reset",
        load -> load.upstream().wire().streamsReset(),
        "HTTP/2 streams reset by the gateway");
    counter(
        "hedgerow.upstream.drains",
        load -> load.upstream().wire().drained(),
        "Unwanted answers read to the end and discarded");
    counter(
        "hedgerow.upstream.drains.aborted",
        load -> load.upstream().wire().drainsAborted(),
        "Drains aborted at their time or size limit");
    counter(
        "hedgerow.upstream.retries",
        load -> load.upstream().wire().retried(),
        "Attempts retried on a fresh connection or another replica after their connection failed");
  }

  private void callers() {
    counter(
        "hedgerow.callers.accept.failures",
        load -> load.process().acceptFailures(),
        "Failures to accept a connection, usually because no file descriptor is free");
    gauge(
        "hedgerow.callers.connections",
        load -> load.callers().connections(),
        "Open caller connections");
    counter(
        "hedgerow.callers.connections.rejected",
        load -> load.callers().rejected(),
        "Caller connections rejected by callers.connections-max or"
            + " callers.connections-per-address-max");
    gauge(
        "hedgerow.callers.held.bytes",
        load -> load.callers().heldBytes(),
        "Memory held for incomplete requests and unread answers, limited by callers.held-max");
    counter(
        "hedgerow.callers.evicted",
        load -> load.callers().evicted(),
        "Caller connections closed at callers.held-max");
    counter(
        "hedgerow.callers.read.timeouts",
        load -> load.callers().readTimeouts(),
        "Caller connections closed because an answer was not read within callers.read-timeout");
  }

  private void process() {
    counter(
        "hedgerow.management.connections.rejected",
        load -> load.process().managementRejected(),
        "Connections to the management port rejected by management.connections-max");
    gauge(
        "hedgerow.rate.limit.callers",
        load -> load.process().limitedCallers(),
        "Callers tracked by the rate limit");
    counter(
        "hedgerow.spans.exported",
        load -> load.process().spansExported(),
        "Spans accepted by the collector");
    counter(
        "hedgerow.spans.dropped",
        load -> load.process().spansDropped(),
        "Spans dropped because the queue was full or the collector failed");
    counter(
        "hedgerow.log.lines.dropped",
        load -> load.process().logLinesDropped(),
        "Log lines dropped because the queue was full (log.queue-max)");
  }

  private void routes() {
    reloads("applied", RoutesSnapshot::applied);
    reloads("invalid", RoutesSnapshot::invalid);
    gauge(
        "hedgerow.routes.file.in.force",
        load -> load.process().routes().isFileInForce() ? 1 : 0,
        "1 if the routes in force are those of their file, 0 if the file is refused or unreadable");
    gauge(
        "hedgerow.routes.changed.timestamp.seconds",
        load -> load.process().routes().changedSeconds(),
        "Unix time at which the current routes came into force");
  }

  private void reloads(String result, ToLongFunction<RoutesSnapshot> value) {
    FunctionCounter.builder(
            "hedgerow.routes.reloads",
            latest,
            load -> value.applyAsLong(load.get().process().routes()))
        .description("Changes of the file of routes, by result")
        .tag("result", result)
        .register(registry);
  }

  private void gauge(String name, ToDoubleFunction<LoadSnapshot> value, String help) {
    Gauge.builder(name, latest, load -> value.applyAsDouble(load.get()))
        .description(help)
        .register(registry);
  }

  private void counter(String name, ToLongFunction<LoadSnapshot> value, String help) {
    FunctionCounter.builder(name, latest, load -> value.applyAsLong(load.get()))
        .description(help)
        .register(registry);
  }
}
