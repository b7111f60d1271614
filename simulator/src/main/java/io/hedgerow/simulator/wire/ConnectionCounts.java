package io.hedgerow.simulator.wire;

/**
 * Connections counted since the start.
 *
 * @param accepted connections accepted from the kernel, including delayed ones
 * @param swallowed accepted connections that became black holes
 * @param resets RST_STREAM frames received for open streams
 * @param goAways GOAWAY frames sent
 * @param enhanceYourCalm GOAWAY frames sent with ENHANCE_YOUR_CALM
 */
public record ConnectionCounts(
    long accepted, long swallowed, long resets, long goAways, long enhanceYourCalm) {
  public ConnectionCounts {
    if (swallowed < 0 || accepted < swallowed) {
      throw new IllegalArgumentException(
          "connection counts: accepted %d, swallowed %d (expected: accepted >= swallowed)"
              .formatted(accepted, swallowed));
    }
    if (resets < 0 || enhanceYourCalm < 0 || goAways < enhanceYourCalm) {
      throw new IllegalArgumentException(
          ("connection counts: resets %d, goAways %d, enhanceYourCalm %d"
                  + " (expected: goAways >= enhanceYourCalm)")
              .formatted(resets, goAways, enhanceYourCalm));
    }
  }
}
