/**
 * Traces: a span for each sampled request of a route and a child span for each of its attempts,
 * exported to a collector. {@code docs/TRACING.md} describes the spans. Depends on {@code
 * telemetry}, {@code route}, {@code settings} and OpenTelemetry. Start reading at {@link
 * io.hedgerow.gateway.telemetry.trace.Tracing}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.trace;

import org.jspecify.annotations.NullMarked;
