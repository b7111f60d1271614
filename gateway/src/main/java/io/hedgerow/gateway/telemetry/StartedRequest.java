package io.hedgerow.gateway.telemetry;

import io.hedgerow.gateway.route.Route;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that has just arrived.
 *
 * @param destination null if it has no route
 * @param method as the caller sent it: any text
 * @param scheme {@code http} or {@code https}, according to the connection, not the caller
 * @param path as the caller sent it: any text
 * @param headers as the caller sent them
 * @param startNanos when its head was read, on the clock of {@link System#nanoTime()}
 */
public record StartedRequest(
    @Nullable Destination destination,
    String method,
    String scheme,
    String path,
    MultiMap headers,
    long startNanos) {
  /** The name of its route, or {@link Route#NONE}. */
  public String route() {
    return destination == null ? Route.NONE : destination.match().route().name();
  }

  /** The name of its upstream, or {@link Route#NONE}. */
  public String upstream() {
    return destination == null ? Route.NONE : destination.match().route().upstream();
  }
}
