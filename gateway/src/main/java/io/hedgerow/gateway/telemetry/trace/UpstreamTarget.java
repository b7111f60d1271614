package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Destination;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of its upstream, as attributes of every attempt's span. The query is left
 * out: it may contain a key, and more people read traces than the configuration.
 *
 * @param url asked, without the query; of the first replica
 * @param common attributes that are the same for all replicas
 */
record UpstreamTarget(UpstreamUrl url, Attributes common) {
  static UpstreamTarget of(Destination destination) {
    UpstreamUrl url = destination.upstream();
    Route route = destination.match().route();
    PathTemplate target = route.target();
    String path = target == null ? url.path() : url.pathWith(target.expand(destination.match()));
    return new UpstreamTarget(
        new UpstreamUrl(url.isTls(), url.host(), url.port(), path),
        Attributes.builder()
            .put(SpanKeys.UPSTREAM, route.upstream())
            .put(SpanKeys.METHOD, "GET")
            .put(SpanKeys.TEMPLATE, target == null ? url.path() : url.pathWith(target.toString()))
            .build());
  }

  /**
   * Where an attempt was sent.
   *
   * @param replica host and port; null for the only one
   */
  Attributes at(@Nullable String replica) {
    UpstreamUrl asked = replica == null ? url : url.at(replica);
    return Attributes.builder()
        .put(SpanKeys.URL, asked.toString())
        .put(SpanKeys.SERVER_ADDRESS, asked.host())
        .put(SpanKeys.SERVER_PORT, (long) asked.port())
        .build();
  }
}
