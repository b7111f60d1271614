package io.hedgerow.simulation;

/** A race broke one of its invariants. The message names it. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }
}
