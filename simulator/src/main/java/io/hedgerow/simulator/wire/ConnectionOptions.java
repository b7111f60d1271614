package io.hedgerow.simulator.wire;

import io.hedgerow.simulator.fault.Behaviour;

/**
 * How the simulator treats connections, independent of faults of single requests.
 *
 * @param scheme plain text or TLS
 * @param protocols HTTP versions offered
 * @param maxStreams SETTINGS_MAX_CONCURRENT_STREAMS of an HTTP/2 connection, from 1
 * @param resetLimit an HTTP/2 connection that exceeds it gets GOAWAY(ENHANCE_YOUR_CALM)
 * @param maxRequests requests served on one connection, from 0; 0 means no limit. On HTTP/1.1 the
 *     last answer has {@code Connection: close}; on HTTP/2 GOAWAY follows the last stream's head.
 *     Then the connection closes.
 * @param acceptDelayMillis delay before the first byte of a connection is read (TLS handshake
 *     included), from 0 to one hour. The client's {@code connect} still succeeds at once, because
 *     the kernel completes it.
 * @param blackHoles how many of the first connections become black holes, from 0
 */
public record ConnectionOptions(
    Scheme scheme,
    Protocols protocols,
    int maxStreams,
    ResetLimit resetLimit,
    int maxRequests,
    long acceptDelayMillis,
    int blackHoles) {
  public ConnectionOptions {
    requireAtLeast("max streams", maxStreams, 1);
    requireAtLeast("max requests", maxRequests, 0);
    requireAtLeast("black holes", blackHoles, 0);
    if (acceptDelayMillis < 0 || acceptDelayMillis > Behaviour.DELAY_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "accept delay: %dms (expected: from 0ms to %dms)"
              .formatted(acceptDelayMillis, Behaviour.DELAY_MILLIS_MAX));
    }
  }

  /** Plain text, both protocols, 100 streams, Netty's reset limit, no other limits or delays. */
  public static ConnectionOptions defaults() {
    return new ConnectionOptions(Scheme.HTTP, Protocols.AUTO, 100, ResetLimit.DEFAULT, 0, 0, 0);
  }

  public ConnectionOptions withScheme(Scheme scheme) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withProtocols(Protocols protocols) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withMaxStreams(int maxStreams) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withResetLimit(ResetLimit resetLimit) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withMaxRequests(int maxRequests) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withAcceptDelayMillis(long acceptDelayMillis) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  public ConnectionOptions withBlackHoles(int blackHoles) {
    return new ConnectionOptions(
        scheme, protocols, maxStreams, resetLimit, maxRequests, acceptDelayMillis, blackHoles);
  }

  private static void requireAtLeast(String name, int value, int min) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s: %d (expected: a whole number from %d)".formatted(name, value, min));
    }
  }
}
