package io.hedgerow.benchmarks.peers;

import java.util.List;
import java.util.Optional;

/**
 * A limit for Hedgerow's processor time, as a multiple of another server's in the same run.
 *
 * @param entry Hedgerow's entry, as on the command line
 * @param against the other server's entry
 * @param times factor on the other's time: a race sends more requests than HAProxy
 * @param limit maximum ratio
 */
record Target(String entry, String against, int times, double limit) {
  static final List<Target> ALL =
      List.of(
          new Target("hedgerow-abort@250", "go@250", 1, 0.6),
          new Target("hedgerow-drain@250", "go@250", 1, 0.4),
          new Target("hedgerow-http2@250", "go@250", 1, 0.35),
          new Target("hedgerow-http2@1000", "haproxy@1000", 2, 1.0));

  /** The measured ratio; empty if one of the two was not measured or not sound. */
  Optional<Double> ratio(List<Result> results) {
    return cpu(results, entry)
        .flatMap(mine -> cpu(results, against).map(other -> mine / (times * other)));
  }

  /** Whether it is met; true if one of the two was not measured. */
  boolean isMet(List<Result> results) {
    return ratio(results).map(ratio -> ratio <= limit).orElse(!isMeasured(results));
  }

  /** Whether it is met, in a word or two. */
  String verdict(List<Result> results) {
    if (ratio(results).isPresent()) {
      return isMet(results) ? "met" : "MISSED";
    }
    return isMeasured(results) ? "INVALID: more than 1 % refused or late" : "not measured";
  }

  /** Describes the comparison. */
  String inWords() {
    return entry + " against " + (times == 1 ? "" : times + " × ") + against;
  }

  private boolean isMeasured(List<Result> results) {
    return find(results, entry).isPresent() && find(results, against).isPresent();
  }

  private static Optional<Double> cpu(List<Result> results, String label) {
    return find(results, label).filter(Result::isSound).map(result -> result.median(Figure.CPU));
  }

  private static Optional<Result> find(List<Result> results, String label) {
    return results.stream().filter(result -> result.entry().label().equals(label)).findFirst();
  }
}
