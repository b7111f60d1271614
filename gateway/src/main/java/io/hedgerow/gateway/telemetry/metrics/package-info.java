/**
 * Metrics of requests, attempts and event loops, kept by Micrometer and scraped by Prometheus.
 * {@code docs/METRICS.md} lists all of them. Depends on {@code telemetry}, {@code route}, {@code
 * core.race}, {@code core.replica} and {@code core.estimate}. Start reading at {@link
 * io.hedgerow.gateway.telemetry.metrics.Metrics}.
 */
@NullMarked
package io.hedgerow.gateway.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
