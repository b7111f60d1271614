package io.hedgerow.gateway.inbound;

import io.hedgerow.gateway.settings.CallerSettings;
import io.hedgerow.gateway.settings.Settings;

/**
 * The limits for the connections of one listener on one event loop.
 *
 * @param connectionsMax open connections
 * @param perAddressMax open connections per client address
 * @param headNanos from accepting a connection to its first complete request head
 * @param idleNanos between requests
 * @param answerNanos from the head of a request to the last byte of its answer
 * @param heldBytesMax memory for incomplete requests and unread answers
 */
public record ConnectionLimits(
    int connectionsMax,
    int perAddressMax,
    long headNanos,
    long idleNanos,
    long answerNanos,
    long heldBytesMax) {

  /** The API's limits for each event loop. */
  public static ConnectionLimits ofApi(Settings settings) {
    CallerSettings callers = settings.callers();
    int loops = settings.server().eventLoops();
    Integer perAddress = callers.connectionsPerAddressMax();
    return new ConnectionLimits(
        Math.ceilDiv(callers.connectionsMax(), loops),
        perAddress == null ? Integer.MAX_VALUE : Math.ceilDiv(perAddress, loops),
        callers.headTimeout().nanos(),
        callers.idleTimeout().nanos(),
        answerNanos(settings),
        callers.heldMax().bytes() / loops);
  }

  /** The management listener's limits: fewer connections, the same times and memory as the API. */
  public static ConnectionLimits ofManagement(Settings settings) {
    CallerSettings callers = settings.callers();
    return new ConnectionLimits(
        settings.management().connectionsMax(),
        Integer.MAX_VALUE,
        callers.headTimeout().nanos(),
        callers.idleTimeout().nanos(),
        answerNanos(settings),
        callers.heldMax().bytes());
  }

  private static long answerNanos(Settings settings) {
    return settings.request().timeoutMax().nanos() + settings.callers().readTimeout().nanos();
  }
}
