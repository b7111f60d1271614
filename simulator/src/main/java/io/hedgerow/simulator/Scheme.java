package io.hedgerow.simulator;

/** Whether a {@link Simulator} speaks in the clear or inside TLS. */
public enum Scheme {
  /** In the clear: HTTP/1.1, and HTTP/2 by prior knowledge or upgrade (h2c). */
  HTTP("http"),
  /** TLS with a certificate made for this start; ALPN chooses between h2 and http/1.1. */
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
