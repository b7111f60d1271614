package io.hedgerow.simulation.limit;

/** A limit broke one of its invariants. */
final class LimitViolation extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private LimitViolation(String message) {
    super(message);
  }

  /** Throws unless the invariant holds. */
  static void check(boolean holds, String invariant, Object found) {
    if (!holds) {
      throw new LimitViolation(invariant + ": " + found);
    }
  }
}
