package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.telemetry.Listener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * All metrics of one gateway, in a registry of its own, so that two gateways in one process count
 * apart.
 *
 * <p>May be called from any thread. Owns the registry and its watch over the garbage collector;
 * {@link #close()} ends both.
 */
public final class Metrics implements AutoCloseable {
  /** The format that {@link #scrape()} writes: Prometheus' text format. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LOOP_DELAY_BUCKETS =
      Buckets.ofMillis(0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);

  private final PrometheusMeterRegistry registry = newRegistry();
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Listener listener = new RaceMetrics(registry);
  private final Admission.Tally shed = new ShedMetrics(registry);
  private final Timer loopDelay =
      Timer.builder("hedgerow.loop.delay")
          .description("How late an event loop ran what was due")
          .serviceLevelObjectives(LOOP_DELAY_BUCKETS)
          .register(registry);

  /** Metrics that count from now on. */
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    FunctionCounter.builder("process.cpu", ProcessHandle.current(), Metrics::cpuSeconds)
        .baseUnit("seconds")
        .description("CPU time that the process has used")
        .register(registry);
  }

  /** Counts requests and attempts. */
  public Listener listener() {
    return listener;
  }

  /** Takes how late an event loop runs, in nanoseconds. */
  public LongConsumer loopDelays() {
    return delayNanos -> loopDelay.record(delayNanos, TimeUnit.NANOSECONDS);
  }

  /** Counts what is shed. */
  public Admission.Tally shed() {
    return shed;
  }

  /** Shows what becomes of spans; there, and zero, without tracing as well. */
  public void showSpans(LongSupplier exported, LongSupplier dropped) {
    FunctionCounter.builder("hedgerow.spans.exported", exported, LongSupplier::getAsLong)
        .description("Spans that the collector took")
        .register(registry);
    FunctionCounter.builder("hedgerow.spans.dropped", dropped, LongSupplier::getAsLong)
        .description("Spans that were dropped, as when the collector is absent or slow")
        .register(registry);
  }

  /** Shows how many callers the rate limit remembers; there, and zero, without one as well. */
  public void showLimitedCallers(LongSupplier callers) {
    Gauge.builder("hedgerow.rate.limit.callers", callers, LongSupplier::getAsLong)
        .description("Callers that the rate limit remembers")
        .register(registry);
  }

  /** Where those who keep other numbers add them. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All metrics as Prometheus reads them; takes some milliseconds, so not for an event loop. */
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  private static PrometheusMeterRegistry newRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().meterFilter(new PrometheusNames());
    return registry;
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  /** Names of Micrometer's own meters that break Prometheus' rules. */
  private static final class PrometheusNames implements MeterFilter {
    @Override
    public MeterFilterReply accept(Meter.Id id) {
      // In nanoseconds; the process collector's name and unit for it are used instead.
      return id.getName().equals("process.cpu.time")
          ? MeterFilterReply.DENY
          : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
      return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
    }
  }
}
