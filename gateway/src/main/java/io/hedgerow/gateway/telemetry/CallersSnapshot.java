package io.hedgerow.gateway.telemetry;

/**
 * The caller connections at one moment, and counts since the start.
 *
 * @param connections open connections
 * @param rejected connections closed at a connection limit, since the start
 * @param requests requests whose answer is not completely written
 * @param heldBytes memory held for incomplete requests and unread answers
 * @param evicted connections closed at {@code callers.held-max}, since the start
 * @param readTimeouts connections closed at {@code callers.read-timeout}, since the start
 */
public record CallersSnapshot(
    int connections, long rejected, int requests, long heldBytes, long evicted, long readTimeouts) {
  public static final CallersSnapshot NONE = new CallersSnapshot(0, 0, 0, 0, 0, 0);

  CallersSnapshot plus(CallersSnapshot other) {
    return new CallersSnapshot(
        connections + other.connections,
        rejected + other.rejected,
        requests + other.requests,
        heldBytes + other.heldBytes,
        evicted + other.evicted,
        readTimeouts + other.readTimeouts);
  }

  boolean isAtRest() {
    return requests == 0 && heldBytes == 0;
  }
}
