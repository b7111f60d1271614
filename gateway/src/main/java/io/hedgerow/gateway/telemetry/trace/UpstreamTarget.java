package io.hedgerow.gateway.telemetry.trace;

import io.hedgerow.gateway.route.PathTemplate;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.Destination;
import io.opentelemetry.api.common.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request's attempts, as attributes of their spans. The query is left out, because
 * it may contain a key, and more people read traces than the configuration.
 *
 * @param url the URL at the first replica, without the query
 * @param common the attributes that are the same for all replicas
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
   * The attributes that say where an attempt was sent.
   *
   * @param replica host and port; null if the upstream has only one replica
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
