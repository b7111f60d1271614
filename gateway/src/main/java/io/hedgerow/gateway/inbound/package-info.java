/**
 * Caller connections: listening socket, TLS, limits on number, time and memory, and fixes and
 * filters below Vert.x. Makes no decisions about requests. Depends on {@code settings} and {@code
 * telemetry}. Start reading at {@link io.hedgerow.gateway.inbound.CallerServer}.
 */
@NullMarked
package io.hedgerow.gateway.inbound;

import org.jspecify.annotations.NullMarked;
