package io.hedgerow.benchmarks.memory;

import io.hedgerow.benchmarks.load.Pauses;
import java.util.OptionalInt;

/**
 * The figures of one step. Figures per request are NaN if there was none.
 *
 * @param residentMegabytes at the end of the step, or when all requests were in flight
 * @param peakMegabytes maximum during the step; with requests in flight, until all were answered
 * @param held what requests in flight hold; nothing unless the step is for it
 */
record Result(
    Step step,
    double residentMegabytes,
    double peakMegabytes,
    double cpuMicros,
    double allocatedKilobytes,
    Pauses pauses,
    double refusedPercent,
    double latePercent,
    Held held) {
  /**
   * What is held while all requests are in flight.
   *
   * @param requests in flight, as the gateway counts them
   * @param heapKilobytes live heap for each, after a full collection
   * @param openFiles files and sockets for each
   */
  record Held(long requests, double heapKilobytes, double openFiles) {
    static final Held NOTHING = new Held(0, Double.NaN, Double.NaN);
  }

  /** With more refused or late requests than this, the gateway did not do the work. */
  private static final double UNSOUND_PERCENT = 1;

  /** Whether the gateway did what the step asks for. */
  boolean isSound() {
    return refusedPercent + latePercent <= UNSOUND_PERCENT
        && (!(step instanceof Step.InFlight wanted)
            || held.requests >= wanted.requests() * (1 - UNSOUND_PERCENT / 100));
  }

  /** Whether the target is met; true if the step has none. */
  boolean isMet() {
    OptionalInt target = step.targetMegabytes();
    return target.isEmpty() || (isSound() && judgedMegabytes() <= target.getAsInt());
  }

  /** Whether the target is met, in a word or two. */
  String verdict() {
    if (!isSound()) {
      return "INVALID: more than 1 % refused, late or not in flight";
    }
    return step.targetMegabytes().isEmpty() ? "" : isMet() ? "met" : "MISSED";
  }

  /** The figure to compare with the target. Requests in flight must fit until the last answer. */
  double judgedMegabytes() {
    return step instanceof Step.InFlight ? peakMegabytes : residentMegabytes;
  }
}
