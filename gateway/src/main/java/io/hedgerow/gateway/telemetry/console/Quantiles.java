package io.hedgerow.gateway.telemetry.console;

/**
 * Within which time half and 95 % of the requests of a route were answered.
 *
 * @param medianNanos {@link Long#MAX_VALUE} if it is not known
 * @param p95Nanos {@link Long#MAX_VALUE} if it is not known
 */
public record Quantiles(long medianNanos, long p95Nanos) {
  static final Quantiles UNKNOWN = new Quantiles(Long.MAX_VALUE, Long.MAX_VALUE);
}
