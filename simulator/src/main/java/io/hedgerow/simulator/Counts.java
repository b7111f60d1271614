package io.hedgerow.simulator;

/**
 * What became of the work requests so far. Every request asked is working, finished or cancelled.
 *
 * @param asked work requests received
 * @param finished those whose behaviour was carried through to its end, faults included
 * @param cancelled those whose connection or stream was gone first: the client left, or the
 *     simulator was closed. A stall and a hang have no other end.
 */
public record Counts(long asked, long finished, long cancelled) {

  public Counts {
    if (finished < 0 || cancelled < 0 || asked < finished + cancelled) {
      throw new IllegalArgumentException(
          "counts: asked %d, finished %d, cancelled %d (expected: asked >= finished + cancelled)"
              .formatted(asked, finished, cancelled));
    }
  }

  /** The requests that are being worked on, or are stalled or hung. */
  public long working() {
    return asked - finished - cancelled;
  }
}
