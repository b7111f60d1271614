package io.hedgerow.gateway.telemetry;

/**
 * Callers' connections.
 *
 * @param connections open
 * @param rejected closed at a connection limit, since the start
 */
public record CallersSnapshot(int connections, long rejected) {
  public static final CallersSnapshot NONE = new CallersSnapshot(0, 0);

  CallersSnapshot plus(CallersSnapshot other) {
    return new CallersSnapshot(connections + other.connections, rejected + other.rejected);
  }
}
