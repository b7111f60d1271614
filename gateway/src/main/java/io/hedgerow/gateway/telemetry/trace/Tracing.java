package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Listener;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/**
 * Tracing, switched on: what makes the spans, samples them and takes them to the configured
 * collector. A collector that is down, slow or refuses costs spans, and never a request.
 *
 * <p>May be called from any thread. Owns its threads, all of them daemons; {@link #close()} waits
 * for a bounded time and must not be called on an event loop.
 */
public final class Tracing implements AutoCloseable {
  private static final String SCOPE = "io.hedgerow";
  private static final int WAITING_SPANS_MAX = 4096;
  private static final int ATTRIBUTE_LENGTH_MAX = 256;
  private static final Duration BATCH_DELAY = Duration.ofMillis(500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  // OpenTelemetry logs each failed export here; SpanQueue says it once. The reference keeps the
  // level, which is lost with a logger that nobody holds.
  private static final Logger OPENTELEMETRY_LOG = Logger.getLogger("io.opentelemetry");

  private final SpanQueue queue;
  private final SdkTracerProvider provider;
  private final Listener listener;

  private Tracing(TracingSettings settings, SpanExporter exporter, UpstreamUrl upstream) {
    OPENTELEMETRY_LOG.setLevel(Level.OFF);
    queue = new SpanQueue(exporter, settings.endpoint(), WAITING_SPANS_MAX, BATCH_DELAY);
    provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault().toBuilder()
                    .put("service.name", settings.serviceName())
                    .build())
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampleRatio())))
            .setSpanLimits(
                SpanLimits.builder().setMaxAttributeValueLength(ATTRIBUTE_LENGTH_MAX).build())
            .addSpanProcessor(queue)
            .build();
    listener = new TracingListener(provider.get(SCOPE), Clock.getDefault(), upstream);
  }

  /**
   * Starts tracing, or returns null if it is not configured.
   *
   * @param upstream what the attempts ask
   */
  public static @Nullable Tracing start(@Nullable TracingSettings settings, UpstreamUrl upstream) {
    if (settings == null) {
      return null;
    }
    String endpoint = settings.endpoint().unmasked();
    SpanExporter exporter =
        switch (settings.exporter()) {
          case OTLP -> otlp(endpoint);
          case ZIPKIN -> zipkin(endpoint);
        };
    return new Tracing(settings, exporter, upstream);
  }

  /** What makes the spans. */
  public Listener listener() {
    return listener;
  }

  /** Spans that the collector has taken, since the start. */
  public long exportedSpans() {
    return queue.exported();
  }

  /** Sampled spans that nobody will see, since the start. */
  public long droppedSpans() {
    return queue.dropped();
  }

  /** Sends what is left, if the collector takes it within two seconds. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A failed batch is not sent again: while it waited, the next ones would be dropped. */
  private static SpanExporter otlp(String endpoint) {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint(endpoint)
        .setConnectTimeout(CONNECT_TIMEOUT)
        .setTimeout(EXPORT_TIMEOUT)
        .setRetryPolicy(null)
        .setMeterProvider(MeterProvider.noop())
        .build();
  }

  private static SpanExporter zipkin(String endpoint) {
    return new ZipkinExporter(
        URLConnectionSender.newBuilder()
            .endpoint(endpoint)
            .connectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .readTimeout((int) EXPORT_TIMEOUT.toMillis())
            .build());
  }
}
