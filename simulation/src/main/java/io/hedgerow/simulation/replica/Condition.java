package io.hedgerow.simulation.replica;

/**
 * The condition of a replica at some time.
 *
 * @param slowdown factor on the time that attempts take
 * @param failureRate the share of attempts that fail, after a few milliseconds
 * @param isDown whether it refuses connections, and has lost what it was working on
 */
record Condition(double slowdown, double failureRate, boolean isDown) {
  static final Condition WELL = new Condition(1, 0.0002, false);
  static final Condition DOWN = new Condition(1, 1, true);

  static Condition slow(double slowdown) {
    return new Condition(slowdown, WELL.failureRate, false);
  }

  static Condition failing(double failureRate) {
    return new Condition(1, failureRate, false);
  }

  /** Whether a balancer that knew the replica's condition would choose another one. */
  boolean isBad() {
    return slowdown > WELL.slowdown || failureRate > WELL.failureRate;
  }
}
