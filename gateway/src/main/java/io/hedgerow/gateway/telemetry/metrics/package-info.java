/**
 * Metrics of requests, attempts and event loops, as Micrometer keeps them and Prometheus reads
 * them. {@code docs/METRICS.md} lists every one. Start reading at {@link
 * io.hedgerow.gateway.telemetry.metrics.Metrics}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
