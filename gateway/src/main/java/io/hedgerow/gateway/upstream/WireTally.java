package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.telemetry.WireSnapshot;

/** The counters behind {@link WireSnapshot}. Belongs to one event loop. */
final class WireTally {
  long connectionsAborted;
  long streamsReset;
  long drained;
  long drainsAborted;
  long retried;
  long connectionsSuspected;
  long connectionsEnhanceYourCalm;
  long connectionsWithSurplus;

  WireSnapshot snapshot() {
    return new WireSnapshot(
        connectionsAborted,
        streamsReset,
        drained,
        drainsAborted,
        retried,
        connectionsSuspected,
        connectionsEnhanceYourCalm,
        connectionsWithSurplus);
  }
}
