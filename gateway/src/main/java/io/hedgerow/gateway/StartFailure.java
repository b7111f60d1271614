package io.hedgerow.gateway;

/** The gateway cannot start; the message is one line for a person and says what to do. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1;

  StartFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
