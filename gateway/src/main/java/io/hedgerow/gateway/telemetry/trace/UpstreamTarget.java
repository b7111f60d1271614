package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.opentelemetry.api.common.Attributes;

/**
 * What every attempt asks, as its span tells it. The query of the URL is left out: it may hold a
 * key, and traces are read by others than those who configure the upstream.
 *
 * @param spanName such as {@code GET /api/work}
 */
record UpstreamTarget(String spanName, Attributes attributes) {
  static UpstreamTarget of(UpstreamUrl url) {
    String path = url.requestUri().replaceFirst("\\?.*", "");
    return new UpstreamTarget(
        "GET " + path,
        Attributes.builder()
            .put(SpanKeys.METHOD, "GET")
            .put(
                SpanKeys.URL, new UpstreamUrl(url.isTls(), url.host(), url.port(), path).toString())
            .put(SpanKeys.TEMPLATE, path)
            .put(SpanKeys.SERVER_ADDRESS, url.host())
            .put(SpanKeys.SERVER_PORT, (long) url.port())
            .build());
  }
}
