package io.hedgerow.gateway;

import io.hedgerow.gateway.upstream.WireCounts;

/**
 * What is under way at one moment; all zero but the idle connections when nothing is.
 *
 * @param requests whose race has no verdict yet
 * @param attempts launched and not ended
 * @param timers armed
 * @param exchanges on connections, including those being drained
 * @param waitingAttempts that wait for a connection
 * @param idleConnections open and kept for later
 * @param connections open to the upstream, idle or not
 * @param callerConnections open
 * @param callersRefused connections that were one too many, since the start
 * @param attemptPlaces that attempts have in the limit of the upstream
 * @param attemptsLimit how many there may be
 * @param shedShare the share of new requests that is shed because of loop delay, 0 to 1
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
    int callerConnections,
    long callersRefused,
    int attemptPlaces,
    long attemptsLimit,
    double shedShare,
    WireCounts wire) {

  static final Vitals NONE = new Vitals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, WireCounts.NONE);

  Vitals plus(Vitals other) {
    return new Vitals(
        requests + other.requests,
        attempts + other.attempts,
        timers + other.timers,
        exchanges + other.exchanges,
        waitingAttempts + other.waitingAttempts,
        idleConnections + other.idleConnections,
        connections + other.connections,
        callerConnections + other.callerConnections,
        callersRefused + other.callersRefused,
        attemptPlaces + other.attemptPlaces,
        attemptsLimit + other.attemptsLimit,
        shedShare + other.shedShare,
        wire.plus(other.wire));
  }

  /** Whether nothing is under way. */
  public boolean isAtRest() {
    return requests == 0
        && attempts == 0
        && timers == 0
        && exchanges == 0
        && waitingAttempts == 0
        && attemptPlaces == 0;
  }
}
