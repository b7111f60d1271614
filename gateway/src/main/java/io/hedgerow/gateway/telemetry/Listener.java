package io.hedgerow.gateway.telemetry;

/**
 * Told of every request that comes to the API. Metrics, traces and logs are listeners.
 *
 * <p>Called on the event loop of the request, by several loops at once; must not block.
 */
public interface Listener {
  /** A request has come; what is returned is told the rest of it, on the same event loop. */
  RequestListener onRequestStarted(StartedRequest request);
}
