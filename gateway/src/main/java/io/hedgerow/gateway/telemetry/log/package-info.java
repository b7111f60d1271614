/**
 * The log: which requests get a line, warnings about the upstream, and the queue before stderr.
 * Depends on {@code telemetry} and Logback. Start reading at {@link
 * io.hedgerow.gateway.telemetry.log.RequestLog}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.log;

import org.jspecify.annotations.NullMarked;
