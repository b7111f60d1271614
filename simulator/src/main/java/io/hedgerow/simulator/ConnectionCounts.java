package io.hedgerow.simulator;

/**
 * What became of the connections so far.
 *
 * @param accepted connections that the kernel handed over, those held back included
 * @param swallowed those of them that became black holes
 * @param resets RST_STREAM frames received for a stream that was open
 * @param goAways GOAWAY frames sent, for whatever reason
 * @param calmed those of them that said ENHANCE_YOUR_CALM
 */
public record ConnectionCounts(
    long accepted, long swallowed, long resets, long goAways, long calmed) {

  public ConnectionCounts {
    if (swallowed < 0 || accepted < swallowed) {
      throw new IllegalArgumentException(
          "connection counts: accepted %d, swallowed %d (expected: accepted >= swallowed)"
              .formatted(accepted, swallowed));
    }
    if (resets < 0 || calmed < 0 || goAways < calmed) {
      throw new IllegalArgumentException(
          "connection counts: resets %d, goAways %d, calmed %d (expected: goAways >= calmed)"
              .formatted(resets, goAways, calmed));
    }
  }
}
