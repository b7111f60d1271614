package io.hedgerow.simulator;

/**
 * Work requests counted since the start. Each is working, finished or cancelled.
 *
 * @param asked work requests received
 * @param finished requests whose behaviour was executed completely, faults included
 * @param cancelled requests whose connection or stream ended first because the client left or the
 *     simulator closed. Stalls and hangs can only end this way.
 */
public record Counts(long asked, long finished, long cancelled) {
  public Counts {
    if (finished < 0 || cancelled < 0 || asked < finished + cancelled) {
      throw new IllegalArgumentException(
          "counts: asked %d, finished %d, cancelled %d (expected: asked >= finished + cancelled)"
              .formatted(asked, finished, cancelled));
    }
  }

  /** Requests in flight, including stalled and hanging ones. */
  public long working() {
    return asked - finished - cancelled;
  }
}
