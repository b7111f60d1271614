package io.hedgerow.core.replica;

/**
 * When replicas of an upstream are ejected, and for how long.
 *
 * @param failuresInARow failures in a row that eject a replica; at least 1
 * @param slowerThanPeers the factor by which a replica must be slower than its peers to be ejected;
 *     more than 1
 * @param forNanos how long a replica is ejected the first time; at least 1
 * @param atMost the largest share of the replicas ejected at once, 0 (never eject) to 1
 */
public record Ejection(int failuresInARow, double slowerThanPeers, long forNanos, double atMost) {
  private static final Ejection DEFAULTS = new Ejection(5, 3, 10_000_000_000L, 0.5);

  public Ejection {
    if (failuresInARow < 1) {
      throw new IllegalArgumentException(
          "failuresInARow: " + failuresInARow + " (expected: 1 or more)");
    }
    if (!(slowerThanPeers > 1)) {
      throw new IllegalArgumentException(
          "slowerThanPeers: " + slowerThanPeers + " (expected: more than 1)");
    }
    if (forNanos < 1) {
      throw new IllegalArgumentException("forNanos: " + forNanos + " (expected: 1 or more)");
    }
    if (!(atMost >= 0 && atMost <= 1)) {
      throw new IllegalArgumentException("atMost: " + atMost + " (expected: 0 to 1)");
    }
  }

  /** Five failures in a row or three times as slow; for ten seconds; at most half of them. */
  public static Ejection defaults() {
    return DEFAULTS;
  }
}
