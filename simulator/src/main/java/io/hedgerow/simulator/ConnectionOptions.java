package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;

/**
 * How a {@link Simulator} treats connections, whatever their requests get.
 *
 * @param scheme in the clear or TLS
 * @param protocols the versions of HTTP on offer
 * @param maxStreams SETTINGS_MAX_CONCURRENT_STREAMS of an HTTP/2 connection, from 1
 * @param resetLimit past it, an HTTP/2 connection ends with GOAWAY(ENHANCE_YOUR_CALM)
 * @param maxRequests requests of any path served on one connection, from 0; 0 is no limit. The last
 *     answer says {@code Connection: close} on HTTP/1.1; GOAWAY follows the last stream's head on
 *     HTTP/2; then the connection closes.
 * @param acceptDelayMillis how long a connection is held back before its first byte is read, that
 *     of a TLS handshake too, from 0 to one hour. The client's {@code connect} succeeds at once all
 *     the same: the kernel answers it.
 * @param blackHoles what {@link Simulator#blackHole} gets at the start, from 0
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
    if (acceptDelayMillis < 0 || acceptDelayMillis > Behaviour.MAX_DELAY_MILLIS) {
      throw new IllegalArgumentException(
          "accept delay: %dms (expected: from 0ms to %dms)"
              .formatted(acceptDelayMillis, Behaviour.MAX_DELAY_MILLIS));
    }
  }

  /** In the clear, both protocols, 100 streams, Netty's reset limit, and nothing else. */
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
