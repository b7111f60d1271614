package io.hedgerow.simulation;

/** The race broke one of its invariants. The message names it and the request. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }
}
