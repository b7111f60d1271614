package io.hedgerow.gateway.telemetry;

/**
 * The upstream clients at one moment, and counts since the start.
 *
 * @param attempts attempts that were launched and have not ended
 * @param exchanges exchanges on connections, including those being drained
 * @param waitingAttempts attempts that wait for a connection
 * @param connections open connections, idle or not
 * @param idleConnections open connections without an exchange
 * @param wire counts since the start
 */
public record UpstreamSnapshot(
    int attempts,
    int exchanges,
    int waitingAttempts,
    int connections,
    int idleConnections,
    WireSnapshot wire) {
  public static final UpstreamSnapshot NONE =
      new UpstreamSnapshot(0, 0, 0, 0, 0, WireSnapshot.NONE);

  /** The sum of both. */
  public UpstreamSnapshot plus(UpstreamSnapshot other) {
    return new UpstreamSnapshot(
        attempts + other.attempts,
        exchanges + other.exchanges,
        waitingAttempts + other.waitingAttempts,
        connections + other.connections,
        idleConnections + other.idleConnections,
        wire.plus(other.wire));
  }

  /** Only the counts since the start. */
  public UpstreamSnapshot atRest() {
    return new UpstreamSnapshot(0, 0, 0, 0, 0, wire);
  }

  /** Whether nothing is in flight; connections may be open. */
  public boolean isAtRest() {
    return attempts == 0 && exchanges == 0 && waitingAttempts == 0;
  }
}
