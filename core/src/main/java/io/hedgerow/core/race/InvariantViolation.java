package io.hedgerow.core.race;

/** A bug in Hedgerow: the race was told, or came to, something that cannot be. */
public final class InvariantViolation extends IllegalStateException {
  private static final long serialVersionUID = 1;

  InvariantViolation(String message) {
    super(message);
  }
}
