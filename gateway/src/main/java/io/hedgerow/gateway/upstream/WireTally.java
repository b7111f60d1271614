package io.hedgerow.gateway.upstream;

/** How attempts that nobody waits for were ended, and other turns on the wire, since the start. */
final class WireTally {
  long connectionsAborted;
  long streamsReset;
  long drained;
  long drainsAborted;
  long retried;
  long connectionsSuspected;
  long connectionsEnhanceYourCalm;

  WireCounts counts() {
    return new WireCounts(
        connectionsAborted,
        streamsReset,
        drained,
        drainsAborted,
        retried,
        connectionsSuspected,
        connectionsEnhanceYourCalm);
  }
}
