/**
 * The log: which requests get a line, warnings about upstreams, and the queue in front of stderr.
 * Depends on {@code telemetry}, {@code route} and Logback. Start reading at {@link
 * io.hedgerow.gateway.telemetry.log.RequestLog}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.log;

import org.jspecify.annotations.NullMarked;
