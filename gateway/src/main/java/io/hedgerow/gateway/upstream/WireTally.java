package io.hedgerow.gateway.upstream;

/** How attempts that nobody waits for were ended, and other turns on the wire, since the start. */
final class WireTally {
  long connectionsAborted;
  long streamsReset;
  long lingered;
  long lingersCut;
  long redone;
  long connectionsSuspected;
  long connectionsCalmed;

  WireCounts counts() {
    return new WireCounts(
        connectionsAborted,
        streamsReset,
        lingered,
        lingersCut,
        redone,
        connectionsSuspected,
        connectionsCalmed);
  }
}
