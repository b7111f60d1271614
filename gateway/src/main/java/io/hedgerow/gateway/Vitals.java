package io.hedgerow.gateway;

/**
 * What is under way at one moment; all zero but the idle connections when nothing is.
 *
 * @param requests whose race has no verdict yet
 * @param attempts launched and not ended
 * @param timers armed
 * @param leasedConnections in use by an exchange, or lingering
 * @param waitingAttempts that wait for a connection
 * @param idleConnections open and kept for later
 * @param redoneRequests sent a second time because a reused connection died, since the start
 */
public record Vitals(
    int requests,
    int attempts,
    int timers,
    int leasedConnections,
    int waitingAttempts,
    int idleConnections,
    long redoneRequests) {

  static final Vitals NONE = new Vitals(0, 0, 0, 0, 0, 0, 0);

  Vitals plus(Vitals other) {
    return new Vitals(
        requests + other.requests,
        attempts + other.attempts,
        timers + other.timers,
        leasedConnections + other.leasedConnections,
        waitingAttempts + other.waitingAttempts,
        idleConnections + other.idleConnections,
        redoneRequests + other.redoneRequests);
  }

  /** Whether nothing is under way. */
  public boolean isAtRest() {
    return requests == 0
        && attempts == 0
        && timers == 0
        && leasedConnections == 0
        && waitingAttempts == 0;
  }
}
