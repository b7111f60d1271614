/**
 * The upstream client: replicas, lanes of connections, attempts and their cancellation, and the
 * check of answers. HTTP itself is in {@code wire}. Everything here belongs to one event loop.
 * Depends on the core, {@code loop}, {@code route}, {@code settings}, {@code telemetry} and Vert.x.
 * Start reading at {@link io.hedgerow.gateway.upstream.UpstreamClient}.
 */
@NullMarked
package io.hedgerow.gateway.upstream;

import org.jspecify.annotations.NullMarked;
