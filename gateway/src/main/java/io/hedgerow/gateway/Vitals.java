package io.hedgerow.gateway;

import io.hedgerow.gateway.upstream.WireCounts;

/**
 * What is under way at one moment; all zero but the idle connections when nothing is.
 *
 * @param requests whose race has no verdict yet
 * @param attempts launched and not ended
 * @param timers armed
 * @param exchanges on connections, those included that linger
 * @param waitingAttempts that wait for a connection
 * @param idleConnections open and kept for later
 * @param connections open to the upstream, idle or not
 * @param wire how attempts were ended on the wire, since the start
 */
public record Vitals(
    int requests,
    int attempts,
    int timers,
    int exchanges,
    int waitingAttempts,
    int idleConnections,
    int connections,
    WireCounts wire) {

  static final Vitals NONE = new Vitals(0, 0, 0, 0, 0, 0, 0, WireCounts.NONE);

  Vitals plus(Vitals other) {
    return new Vitals(
        requests + other.requests,
        attempts + other.attempts,
        timers + other.timers,
        exchanges + other.exchanges,
        waitingAttempts + other.waitingAttempts,
        idleConnections + other.idleConnections,
        connections + other.connections,
        wire.plus(other.wire));
  }

  /** Whether nothing is under way. */
  public boolean isAtRest() {
    return requests == 0 && attempts == 0 && timers == 0 && exchanges == 0 && waitingAttempts == 0;
  }
}
