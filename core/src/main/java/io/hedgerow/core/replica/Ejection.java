package io.hedgerow.core.replica;

/**
 * When replicas of an upstream are ejected, and for how long.
 *
 * @param failuresInARow failures in a row that eject a replica; at least 1
 * @param slowerThanPeers how many times as slow as its peers a replica is when it is ejected; more
 *     than 1
 * @param forNanos how long a replica is ejected the first time; at least 1
 * @param atMost the largest share of the replicas that is ejected at once, 0 to 1; with 0 none is
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

  /** Five failures in a row or three times as slow, for ten seconds, at most half of them. */
  public static Ejection defaults() {
    return DEFAULTS;
  }
}
