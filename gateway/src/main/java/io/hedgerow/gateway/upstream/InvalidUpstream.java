package io.hedgerow.gateway.upstream;

/** The settings of an upstream cannot be used. The message is one line that says why. */
public final class InvalidUpstream extends Exception {
  private static final long serialVersionUID = 1;

  InvalidUpstream(String message, Throwable cause) {
    super(message, cause);
  }
}
