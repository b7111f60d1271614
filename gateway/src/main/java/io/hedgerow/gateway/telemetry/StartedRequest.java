package io.hedgerow.gateway.telemetry;

import io.vertx.core.MultiMap;

/**
 * A request as it came.
 *
 * @param endpoint {@code all}, {@code first}, {@code within-timeout}, {@code smart}, or {@link
 *     #NO_ENDPOINT} for everything else
 * @param method as the caller wrote it: any text
 * @param scheme {@code http} or {@code https}, by the connection and not by what the caller says
 * @param path as the caller wrote it: any text
 * @param headers as they came
 * @param startNanos when its head was read, on the clock of {@link System#nanoTime()}
 */
public record StartedRequest(
    String endpoint, String method, String scheme, String path, MultiMap headers, long startNanos) {
  /** The endpoint of a request that is for none. */
  public static final String NO_ENDPOINT = "none";
}
