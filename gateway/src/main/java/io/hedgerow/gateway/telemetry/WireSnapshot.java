package io.hedgerow.gateway.telemetry;

/**
 * How the upstream client ended attempts and used its connections, counted since the start.
 *
 * @param connectionsAborted HTTP/1.1 connections closed with an exchange on them
 * @param streamsReset HTTP/2 streams ended by RST_STREAM
 * @param drained answers that were read and thrown away
 * @param drainsAborted those of them that took too long or were too large, and were aborted after
 *     all
 * @param retried requests sent a second time because a reused connection died or refused them
 * @param connectionsSuspected HTTP/2 connections that were asked whether they are still there
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

  WireSnapshot plus(WireSnapshot other) {
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
