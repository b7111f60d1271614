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
 * Creates spans, samples them and exports them to the configured collector. If the collector is
 * down, slow or rejects spans, spans are lost, but no request waits or fails.
 *
 * <p>Any thread may call it. Owns its threads, which are daemons. {@link #close()} blocks for up to
 * two seconds, so do not call it on an event loop.
 */
public final class Tracing implements AutoCloseable {
  private static final String SCOPE = "io.hedgerow";
  private static final int WAITING_SPANS_MAX = 4096;
  private static final int ATTRIBUTE_LENGTH_MAX = 256;
  private static final Duration BATCH_DELAY = Duration.ofMillis(500);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  // OpenTelemetry logs every failed export; SpanQueue logs the first. Without this reference, the
  // logger and its level could be garbage collected.
  private static final Logger OPENTELEMETRY_LOG = Logger.getLogger("io.opentelemetry");

  private final SpanQueue queue;
  private final SdkTracerProvider provider;
  private final Listener listener;

  private Tracing(TracingSettings settings, SpanExporter exporter) {
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
    listener = new TracingListener(provider.get(SCOPE), Clock.getDefault());
  }

  /** The URL of a trace's page without the trace's ID; null if the exporter has no such pages. */
  public static @Nullable String pages(@Nullable TracingSettings settings) {
    if (settings == null || settings.exporter() != TracingSettings.Exporter.ZIPKIN) {
      return null;
    }
    UpstreamUrl spans = settings.endpoint();
    String prefix = spans.path().replaceFirst("/api/v2/spans$", "");
    return new UpstreamUrl(spans.isTls(), spans.host(), spans.port(), prefix + "/zipkin/traces/")
        .toString();
  }

  /** Starts tracing, or returns null if it is not configured. */
  public static @Nullable Tracing start(@Nullable TracingSettings settings) {
    if (settings == null) {
      return null;
    }
    String endpoint = settings.endpoint().unmasked();
    SpanExporter exporter =
        switch (settings.exporter()) {
          case OTLP -> otlp(endpoint);
          case ZIPKIN -> zipkin(endpoint);
        };
    return new Tracing(settings, exporter);
  }

  /** The listener that creates the spans. */
  public Listener listener() {
    return listener;
  }

  /** Spans accepted by the collector since the start. */
  public long exportedSpans() {
    return queue.exported();
  }

  /** Sampled spans dropped since the start. */
  public long droppedSpans() {
    return queue.dropped();
  }

  /** Exports the remaining spans, for at most two seconds. */
  @Override
  public void close() {
    provider.shutdown().join(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Does not retry, because new spans would be dropped while a failed batch waits. */
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
