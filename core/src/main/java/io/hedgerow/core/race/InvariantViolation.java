package io.hedgerow.core.race;

/** A bug in Hedgerow: a race received an impossible event or reached an impossible state. */
public final class InvariantViolation extends IllegalStateException {
  private static final long serialVersionUID = 1;

  InvariantViolation(String message) {
    super(message);
  }
}
