package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.opentelemetry.api.common.Attributes;

/**
 * The upstream's URL as attributes of every attempt's span. The query is left out: it may contain a
 * key, and more people read traces than the configuration.
 */
record UpstreamTarget(Attributes attributes) {
  static UpstreamTarget of(UpstreamUrl url) {
    String path = url.requestUri().replaceFirst("\\?.*", "");
    return new UpstreamTarget(
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
