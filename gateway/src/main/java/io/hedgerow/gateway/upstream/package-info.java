/**
 * The way to the upstream: connections in lanes, attempts on the wire, cancelling them, and the
 * rule of what counts as a success. Everything here belongs to one event loop. Depends on {@code
 * settings}, the core and Vert.x. Start reading at {@link
 * io.hedgerow.gateway.upstream.UpstreamClient}.
 */
@NullMarked
package io.hedgerow.gateway.upstream;

import org.jspecify.annotations.NullMarked;
