package io.hedgerow.gateway.telemetry.trace;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.hedgerow.gateway.settings.TracingSettings;
import io.hedgerow.gateway.settings.TracingSettings.Exporter;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.Collector;
import io.hedgerow.gateway.testing.LogCapture;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exporting spans, with both exporters. */
final class TracingExportTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void otlp_isProtobufToTheConfiguredPath() throws Exception {
    try (Collector collector = Collector.start(Collector.Manner.TAKES)) {
      try (Tracing tracing = start(Exporter.OTLP, collector.url("/v1/traces"))) {
        request(tracing);
      }

      Collector.Export export = collector.exports().getFirst();
      assertThat(export.path()).isEqualTo("/v1/traces");
      assertThat(export.contentType()).isEqualTo("application/x-protobuf");
      ResourceSpans resource = parse(export).getResourceSpans(0);
      assertThat(resource.getResource().getAttributesList())
          .anyMatch(
              attribute ->
                  attribute.getKey().equals("service.name")
                      && attribute.getValue().getStringValue().equals("the-name"));
      Span span = resource.getScopeSpans(0).getSpans(0);
      assertThat(span.getName()).isEqualTo("GET /api/all");
      assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
      assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
      assertThat(HexFormat.of().formatHex(span.getParentSpanId().toByteArray()))
          .isEqualTo("00f067aa0ba902b7");
      assertThat(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()).isEqualTo(1_234_567);
      assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    }
  }

  @ParameterizedTest
  @CsvSource({"OTLP, /v1/traces", "ZIPKIN, /api/v2/spans"})
  void collector_takes_spansAreCountedAsExported(Exporter exporter, String path) {
    try (Collector collector = Collector.start(Collector.Manner.TAKES);
        Tracing tracing = start(exporter, collector.url(path))) {
      request(tracing);
      request(tracing);

      assertEventually(tracing::exportedSpans, 2L);
      assertThat(tracing.droppedSpans()).isZero();
      assertThat(collector.exports().getFirst().path()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @CsvSource({"OTLP", "ZIPKIN"})
  void collector_isAbsentOrRefuses_spansAreCountedAsDropped(Exporter exporter) {
    Collector collector = Collector.start(Collector.Manner.REFUSES);
    try (Tracing tracing = start(exporter, collector.url("/"))) {
      request(tracing);
      assertEventually(tracing::droppedSpans, 1L);
      collector.close();
      request(tracing);
      request(tracing);
      assertEventually(tracing::droppedSpans, 3L);
      assertThat(tracing.exportedSpans()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"OTLP", "ZIPKIN"})
  void close_collectorNeverAnswers_isBoundedAndLeavesDaemonsOnly(Exporter exporter) {
    try (Collector collector = Collector.start(Collector.Manner.NEVER_ANSWERS)) {
      Tracing tracing = start(exporter, collector.url("/"));
      request(tracing);
      assertEventually(() -> collector.exports().size(), 1);
      request(tracing);

      long startNanos = System.nanoTime();
      tracing.close();

      // Without the limit, each of the two batches would wait for five seconds.
      assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.SECONDS.toNanos(8));
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().matches("(?i).*(okhttp|BatchSpan).*"))
          .isNotEmpty()
          .allMatch(Thread::isDaemon);
    }
  }

  @ParameterizedTest
  @CsvSource({"OTLP", "ZIPKIN"})
  void collector_refuses_isLoggedWithoutTheKeyInItsUrl(Exporter exporter) {
    try (Collector collector = Collector.start(Collector.Manner.REFUSES);
        LogCapture log = new LogCapture(SpanQueue.class.getName());
        Tracing tracing = start(exporter, collector.url("/traces?key=s3cret"))) {
      request(tracing);

      assertEventually(() -> log.lines().size(), 1);
      assertThat(log.lines().getFirst())
          .contains("WARN trace export to", collector.url("/traces?key=***"))
          .doesNotContain("s3cret");
    }
  }

  @Test
  void exporter_none_isNoTracing() {
    assertThat(Tracing.start(null)).isNull();
  }

  private static Tracing start(Exporter exporter, String endpoint) {
    return Objects.requireNonNull(
        Tracing.start(new TracingSettings(exporter, UpstreamUrl.parse(endpoint), 0, "the-name")));
  }

  private static void request(Tracing tracing) {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
    tracing
        .listener()
        .onRequestStarted(ArrivedRequest.of("all", "GET", headers, System.nanoTime()))
        .onRequestEnded(
            new EndedRequest(
                RequestVerdict.UPSTREAM_FAILED, 503, 0, 20_000_000, 1_234_567, 0, null));
  }

  private static ExportTraceServiceRequest parse(Collector.Export export)
      throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(export.body().getBytes());
  }
}
