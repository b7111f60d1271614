package io.hedgerow.gateway.telemetry.metrics;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.LoadSnapshot;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.micrometer.core.instrument.FunctionCounter;
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
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of one gateway, in its own registry, so two gateways in one process do not share
 * counters. Events arrive through {@link Listener}, load through {@link #scrape}.
 *
 * <p>Any thread may call it. Owns the registry and the garbage-collection listener; {@link
 * #close()} closes both.
 *
 * <p>Implementer's note. Micrometer keeps only a weak reference to the object that a gauge or
 * function counter reads. A field of this class or of its parts must hold each such object.
 */
public final class Metrics implements Listener, AutoCloseable {
  /** The media type of {@link #scrape}: Prometheus text format. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] LOOP_DELAY_BUCKETS =
      Buckets.ofMillis(0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000);

  private final MeterRegistry registry;
  private final @Nullable PrometheusMeterRegistry prometheus;
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final RaceMetrics races;
  private final ShedMetrics shed;
  private final LoadMetrics load;
  private final ReplicaMetrics replicas;
  private final Timer loopDelay;

  private Metrics(MeterRegistry registry, @Nullable PrometheusMeterRegistry prometheus) {
    this.registry = registry;
    this.prometheus = prometheus;
    this.races = new RaceMetrics(registry);
    this.shed = new ShedMetrics(registry);
    this.load = new LoadMetrics(registry);
    this.replicas = new ReplicaMetrics(registry);
    this.loopDelay =
        Timer.builder("hedgerow.loop.delay")
            .description("Event-loop delay: how long due tasks waited before they ran")
            .serviceLevelObjectives(LOOP_DELAY_BUCKETS)
            .register(registry);
  }

  /** Metrics that count nothing: the meters of a registry without a backend do nothing. */
  public static Metrics off() {
    return new Metrics(new CompositeMeterRegistry(), null);
  }

  /** Metrics for Prometheus, counting from now on. */
  public static Metrics prometheus() {
    PrometheusMeterRegistry registry = newRegistry();
    Metrics metrics = new Metrics(registry, registry);
    metrics.bindProcess();
    return metrics;
  }

  private void bindProcess() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    FunctionCounter.builder("process.cpu", ProcessHandle.current(), Metrics::cpuSeconds)
        .baseUnit("seconds")
        .description("CPU time used by the process")
        .register(registry);
  }

  @Override
  public void onRoutesInForce(Routes routes) {
    races.onRoutesInForce(routes);
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    return races.onRequestStarted(request);
  }

  @Override
  public void onShed(ShedReason reason) {
    shed.onShed(reason);
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    shed.onHedgesWithheld(count, reason);
  }

  @Override
  public void onLoopDelay(long delayNanos) {
    loopDelay.record(delayNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * All metrics in {@link #CONTENT_TYPE}, with this load and these replicas; nothing if metrics are
   * off. Takes some milliseconds, so do not call it on an event loop.
   */
  public synchronized String scrape(LoadSnapshot load, List<UpstreamReplicas> replicas) {
    this.load.set(load);
    this.replicas.set(replicas);
    return prometheus == null ? "" : prometheus.scrape(CONTENT_TYPE);
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

  /** Fixes names of Micrometer's own meters that break Prometheus's naming rules. */
  private static final class PrometheusNames implements MeterFilter {
    @Override
    public MeterFilterReply accept(Meter.Id id) {
      // It counts nanoseconds. process.cpu replaces it.
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
