package io.hedgerow.gateway.telemetry;

/**
 * How the upstream client ended attempts and used its connections, counted since the start.
 *
 * @param connectionsAborted HTTP/1.1 connections closed to abort an exchange
 * @param streamsReset HTTP/2 streams reset by the gateway
 * @param drained unwanted answers read to the end and discarded
 * @param drainsAborted drains aborted at their time or size limit
 * @param retried attempts retried on a fresh connection or another replica after theirs failed
 * @param connectionsSuspected HTTP/2 connections checked with a PING after an attempt timed out
 * @param connectionsEnhanceYourCalm HTTP/2 connections the upstream ended with GOAWAY
 *     ENHANCE_YOUR_CALM
 * @param connectionsWithSurplus HTTP/1.1 connections closed because the upstream sent bytes that
 *     belong to no request
 */
public record WireSnapshot(
    long connectionsAborted,
    long streamsReset,
    long drained,
    long drainsAborted,
    long retried,
    long connectionsSuspected,
    long connectionsEnhanceYourCalm,
    long connectionsWithSurplus) {
  public static final WireSnapshot NONE = new WireSnapshot(0, 0, 0, 0, 0, 0, 0, 0);

  /** The counts since an earlier snapshot. */
  public WireSnapshot minus(WireSnapshot earlier) {
    return new WireSnapshot(
        connectionsAborted - earlier.connectionsAborted,
        streamsReset - earlier.streamsReset,
        drained - earlier.drained,
        drainsAborted - earlier.drainsAborted,
        retried - earlier.retried,
        connectionsSuspected - earlier.connectionsSuspected,
        connectionsEnhanceYourCalm - earlier.connectionsEnhanceYourCalm,
        connectionsWithSurplus - earlier.connectionsWithSurplus);
  }

  public WireSnapshot plus(WireSnapshot other) {
    return new WireSnapshot(
        connectionsAborted + other.connectionsAborted,
        streamsReset + other.streamsReset,
        drained + other.drained,
        drainsAborted + other.drainsAborted,
        retried + other.retried,
        connectionsSuspected + other.connectionsSuspected,
        connectionsEnhanceYourCalm + other.connectionsEnhanceYourCalm,
        connectionsWithSurplus + other.connectionsWithSurplus);
  }
}
