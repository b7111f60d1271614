package io.hedgerow.gateway.telemetry;

/**
 * The state that all event loops share, at one moment.
 *
 * @param acceptFailures failures to accept connections, since the start
 * @param limitedCallers callers tracked by rate limits
 * @param spansExported since the start
 * @param spansDropped since the start
 * @param logLinesDropped since the start
 * @param managementRejected connections to the management port closed at the limit, since the start
 * @param routes the current routes
 */
public record ProcessSnapshot(
    long acceptFailures,
    long limitedCallers,
    long spansExported,
    long spansDropped,
    long logLinesDropped,
    long managementRejected,
    RoutesSnapshot routes) {
  public static final ProcessSnapshot NONE =
      new ProcessSnapshot(0, 0, 0, 0, 0, 0, RoutesSnapshot.NONE);

  ProcessSnapshot plus(ProcessSnapshot other) {
    return new ProcessSnapshot(
        acceptFailures + other.acceptFailures,
        limitedCallers + other.limitedCallers,
        spansExported + other.spansExported,
        spansDropped + other.spansDropped,
        logLinesDropped + other.logLinesDropped,
        managementRejected + other.managementRejected,
        routes.plus(other.routes));
  }
}
