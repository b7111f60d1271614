package io.hedgerow.simulator.wire;

import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;

/**
 * HTTP versions that the simulator offers. A client that supports none of them fails in the TLS
 * handshake, or its connection is closed without an answer.
 */
public enum Protocols {
  /** {@code auto}: both; the client chooses. */
  AUTO,
  /** {@code http1}: HTTP/1.1 only. */
  HTTP1,
  /** {@code http2}: HTTP/2 only. */
  HTTP2;

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  public static Protocols parse(String text) {
    return switch (text) {
      case "auto" -> AUTO;
      case "http1" -> HTTP1;
      case "http2" -> HTTP2;
      default ->
          throw new IllegalArgumentException(
              "protocol: " + text + " (expected: auto, http1 or http2)");
    };
  }

  Set<HttpVersion> versions() {
    return switch (this) {
      case AUTO -> Set.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2);
      case HTTP1 -> Set.of(HttpVersion.HTTP_1_1);
      case HTTP2 -> Set.of(HttpVersion.HTTP_2);
    };
  }

  /** Whether a connection that speaks this version is served; 1.0 counts as 1.1. */
  boolean has(HttpVersion version) {
    return versions().contains(version == HttpVersion.HTTP_1_0 ? HttpVersion.HTTP_1_1 : version);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
