package io.hedgerow.gateway.telemetry.console;

/**
 * The time within which half and 95 % of the requests of a route were answered.
 *
 * @param medianNanos {@link Long#MAX_VALUE} if unknown
 * @param p95Nanos {@link Long#MAX_VALUE} if unknown
 */
public record Quantiles(long medianNanos, long p95Nanos) {
  static final Quantiles UNKNOWN = new Quantiles(Long.MAX_VALUE, Long.MAX_VALUE);
}
