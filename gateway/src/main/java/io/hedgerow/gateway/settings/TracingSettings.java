package io.hedgerow.gateway.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traces.
 *
 * @param endpoint the collector's URL
 * @param sampleRatio share of requests to trace, 0 to 1, where the caller has not decided
 */
public record TracingSettings(
    Exporter exporter, UpstreamUrl endpoint, double sampleRatio, String serviceName) {
  /** How traces are exported. */
  public enum Exporter {
    /** OTLP over HTTP, in Protobuf. */
    OTLP("http://localhost:4318/v1/traces"),
    /** Zipkin's JSON, version 2. */
    ZIPKIN("http://localhost:9411/api/v2/spans");

    private final String defaultEndpoint;

    Exporter(String defaultEndpoint) {
      this.defaultEndpoint = defaultEndpoint;
    }
  }

  static final Setting<@Nullable Exporter> EXPORTER =
      Setting.choice(
              "tracing.exporter",
              "none",
              Exporter.class,
              "How traces are exported; none turns tracing off")
          .orNone("none");
  static final Setting<@Nullable UpstreamUrl> ENDPOINT =
      Setting.url(
              "tracing.endpoint",
              "auto",
              "URL of the collector, with its path; auto is the exporter's default on localhost")
          .orNone("auto");
  static final Setting<Double> SAMPLE_RATIO =
      Setting.ratio(
          "tracing.sample-ratio",
          "0.1",
          "Share of requests to trace when the caller has made no sampling decision");
  static final Setting<String> SERVICE_NAME =
      Setting.text("tracing.service-name", "hedgerow", "a name", "Name of this service in traces");

  static final Section<@Nullable TracingSettings> SECTION =
      new Section<>(List.of(EXPORTER, ENDPOINT, SAMPLE_RATIO, SERVICE_NAME), TracingSettings::from);

  private static @Nullable TracingSettings from(Values values) {
    Exporter exporter = values.get(EXPORTER);
    if (exporter == null) {
      return null;
    }
    UpstreamUrl endpoint = values.get(ENDPOINT);
    return new TracingSettings(
        exporter,
        endpoint == null ? UpstreamUrl.parse(exporter.defaultEndpoint) : endpoint,
        values.get(SAMPLE_RATIO),
        values.get(SERVICE_NAME));
  }
}
