package io.hedgerow.gateway.telemetry;

import io.vertx.core.MultiMap;

/**
 * A request that has just arrived.
 *
 * @param endpoint {@code all}, {@code first}, {@code within-timeout}, {@code smart}, or {@link
 *     #NO_ENDPOINT} for everything else
 * @param method as the caller sent it; can be any text
 * @param scheme {@code http} or {@code https}, according to the connection, not the caller
 * @param path as the caller sent it; can be any text
 * @param headers as the caller sent them
 * @param startNanos when its head was read, on the clock of {@link System#nanoTime()}
 */
public record StartedRequest(
    String endpoint, String method, String scheme, String path, MultiMap headers, long startNanos) {
  /** The {@link #endpoint} of a request to any other path. */
  public static final String NO_ENDPOINT = "none";
}
