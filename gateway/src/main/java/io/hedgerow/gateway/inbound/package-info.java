/**
 * The connections of callers: the listening socket, TLS, the limits of connections and of the time
 * that each may take, and what is fixed or filtered below Vert.x. It decides nothing about a
 * request. Depends on {@code settings} and {@code telemetry}. Start reading at {@link
 * io.hedgerow.gateway.inbound.CallerServer}.
 */
@NullMarked
package io.hedgerow.gateway.inbound;

import org.jspecify.annotations.NullMarked;
