package io.hedgerow.gateway.upstream;

/** An upstream cannot be asked with its settings. The message is one line that says why. */
public final class InvalidUpstream extends Exception {
  private static final long serialVersionUID = 1;

  InvalidUpstream(String message, Throwable cause) {
    super(message, cause);
  }
}
