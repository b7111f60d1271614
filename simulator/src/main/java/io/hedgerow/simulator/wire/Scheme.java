package io.hedgerow.simulator.wire;

/** Plain text or TLS. */
public enum Scheme {
  /** Plain text: HTTP/1.1, and HTTP/2 by prior knowledge or upgrade (h2c). */
  HTTP("http"),
  /** TLS with a certificate created at start; ALPN selects h2 or http/1.1. */
  HTTPS("https");

  private final String text;

  Scheme(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
