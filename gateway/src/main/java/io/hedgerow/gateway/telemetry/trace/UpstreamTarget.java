package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Destination;
import io.opentelemetry.api.common.Attributes;

/**
 * What a request asks of its upstream, as attributes of every attempt's span. The query is left
 * out: it may contain a key, and more people read traces than the configuration.
 */
record UpstreamTarget(Attributes attributes) {
  static UpstreamTarget of(Destination destination) {
    UpstreamUrl url = destination.upstream();
    Route route = destination.match().route();
    PathTemplate target = route.target();
    String path = target == null ? url.path() : url.pathWith(target.expand(destination.match()));
    return new UpstreamTarget(
        Attributes.builder()
            .put(SpanKeys.UPSTREAM, route.upstream())
            .put(SpanKeys.METHOD, "GET")
            .put(
                SpanKeys.URL, new UpstreamUrl(url.isTls(), url.host(), url.port(), path).toString())
            .put(SpanKeys.TEMPLATE, target == null ? url.path() : url.pathWith(target.toString()))
            .put(SpanKeys.SERVER_ADDRESS, url.host())
            .put(SpanKeys.SERVER_PORT, (long) url.port())
            .build());
  }
}
