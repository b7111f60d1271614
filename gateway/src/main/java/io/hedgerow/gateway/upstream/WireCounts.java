package io.hedgerow.gateway.upstream;

/**
 * How attempts that nobody waited for were ended, and other turns on the wire, since the start.
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
 */
public record WireCounts(
    long connectionsAborted,
    long streamsReset,
    long drained,
    long drainsAborted,
    long retried,
    long connectionsSuspected,
    long connectionsEnhanceYourCalm) {
  public static final WireCounts NONE = new WireCounts(0, 0, 0, 0, 0, 0, 0);

  public WireCounts plus(WireCounts other) {
    return new WireCounts(
        connectionsAborted + other.connectionsAborted,
        streamsReset + other.streamsReset,
        drained + other.drained,
        drainsAborted + other.drainsAborted,
        retried + other.retried,
        connectionsSuspected + other.connectionsSuspected,
        connectionsEnhanceYourCalm + other.connectionsEnhanceYourCalm);
  }
}
