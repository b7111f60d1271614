package io.hedgerow.gateway.telemetry;

import io.hedgerow.gateway.route.Routes;

/**
 * Receives every event of the server: requests, load shedding, event-loop delay. Metrics, traces
 * and logs are listeners. State that is polled rather than reported is in {@link LoadSnapshot}.
 *
 * <p>Event loops call it concurrently. Must not block.
 */
public interface Listener {
  /**
   * A request arrived.
   *
   * @return receives the rest of the request's events, on the same event loop
   */
  RequestListener onRequestStarted(StartedRequest request);

  /**
   * These routes are in use from now on. Requests that arrived earlier may belong to others. Called
   * before the first request, and by one thread at a time.
   */
  default void onRoutesInForce(Routes routes) {}

  /** A request was rejected to protect the server or the upstream. */
  default void onShed(ShedReason reason) {}

  /** {@code count} hedges of a request were not launched. */
  default void onHedgesWithheld(int count, ShedReason reason) {}

  /** An event loop measured its delay: how late it ran something that was due. */
  default void onLoopDelay(long delayNanos) {}
}
