package io.hedgerow.gateway.upstream;

/**
 * How attempts that nobody waited for were ended, and other turns on the wire, since the start.
 *
 * @param connectionsAborted HTTP/1.1 connections closed with an exchange on them
 * @param streamsReset HTTP/2 streams ended by RST_STREAM
 * @param lingered answers that were read and thrown away
 * @param lingersCut those of them that took too long or were too large, and were aborted after all
 * @param redone requests sent a second time because a reused connection died or refused them
 * @param connectionsSuspected HTTP/2 connections that were asked whether they are still there
 * @param connectionsCalmed HTTP/2 connections that the upstream ended for too many resets
 */
public record WireCounts(
    long connectionsAborted,
    long streamsReset,
    long lingered,
    long lingersCut,
    long redone,
    long connectionsSuspected,
    long connectionsCalmed) {
  public static final WireCounts NONE = new WireCounts(0, 0, 0, 0, 0, 0, 0);

  public WireCounts plus(WireCounts other) {
    return new WireCounts(
        connectionsAborted + other.connectionsAborted,
        streamsReset + other.streamsReset,
        lingered + other.lingered,
        lingersCut + other.lingersCut,
        redone + other.redone,
        connectionsSuspected + other.connectionsSuspected,
        connectionsCalmed + other.connectionsCalmed);
  }
}
