/**
 * Traces: a span for each request to an endpoint and one for each of its attempts, sampled, and
 * taken to a collector. Start reading at {@link io.hedgerow.gateway.telemetry.trace.Tracing}; what
 * the spans carry stands in {@code docs/TRACING.md}. May use the listener contract of {@code
 * telemetry}, the settings and OpenTelemetry.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.trace;

import org.jspecify.annotations.NullMarked;
