/**
 * The log of requests: one line each at most, and not for each. Start reading at {@link
 * io.hedgerow.gateway.telemetry.log.RequestLog}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.log;

import org.jspecify.annotations.NullMarked;
