package io.hedgerow.gateway.telemetry.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * Converts an OpenTelemetry span to Zipkin's model, following the specification "OpenTelemetry to
 * Zipkin Transformation". Does not convert links and attributes of events, which our spans do not
 * have.
 */
final class ZipkinSpan {
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

  private ZipkinSpan() {}

  static Span of(SpanData span) {
    long startMicros = micros(span.getStartEpochNanos());
    Span.Builder zipkin =
        Span.newBuilder()
            .traceId(span.getTraceId())
            .parentId(span.getParentSpanContext().isValid() ? span.getParentSpanId() : null)
            .id(span.getSpanId())
            .kind(kind(span.getKind()))
            .name(span.getName())
            .timestamp(startMicros)
            // Zipkin treats 0 as unknown.
            .duration(Math.max(1, micros(span.getEndEpochNanos()) - startMicros))
            .localEndpoint(endpoint(span.getResource().getAttribute(SERVICE_NAME), null))
            .remoteEndpoint(remoteEndpoint(span));
    span.getAttributes().forEach((key, value) -> zipkin.putTag(key.getKey(), value.toString()));
    zipkin.putTag("otel.scope.name", span.getInstrumentationScopeInfo().getName());
    if (span.getStatus().getStatusCode() == StatusCode.ERROR) {
      zipkin.putTag("otel.status_code", "ERROR").putTag("error", span.getStatus().getDescription());
    }
    for (EventData event : span.getEvents()) {
      zipkin.addAnnotation(micros(event.getEpochNanos()), event.getName());
    }
    return zipkin.build();
  }

  private static Span.@Nullable Kind kind(SpanKind kind) {
    return switch (kind) {
      case SERVER -> Span.Kind.SERVER;
      case CLIENT -> Span.Kind.CLIENT;
      case PRODUCER -> Span.Kind.PRODUCER;
      case CONSUMER -> Span.Kind.CONSUMER;
      case INTERNAL -> null;
    };
  }

  /** The server that a client span called. Server spans have no attributes about their caller. */
  private static @Nullable Endpoint remoteEndpoint(SpanData span) {
    return span.getKind() == SpanKind.CLIENT
        ? endpoint(
            span.getAttributes().get(SpanKeys.SERVER_ADDRESS),
            span.getAttributes().get(SpanKeys.SERVER_PORT))
        : null;
  }

  private static Endpoint endpoint(@Nullable String serviceName, @Nullable Long port) {
    return Endpoint.newBuilder()
        .serviceName(serviceName)
        .port(port == null ? null : port.intValue())
        .build();
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }
}
