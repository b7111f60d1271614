package io.hedgerow.benchmarks.cold;

import java.util.List;

/**
 * What callers got from one freshly started gateway.
 *
 * @param readyMillis from the start of the process until {@code /health/ready} is 200
 * @param firstAnswerMillis from the start of the process until the first caller has an answer
 * @param seconds results by the second in which requests were sent, in order
 * @param hedgesWithheld hedges withheld by overload control or limits, in the whole round
 * @param callersLateMillis how late the callers sent a request at worst; high if they are
 *     overloaded
 */
record Round(
    double readyMillis,
    double firstAnswerMillis,
    List<Second> seconds,
    long hedgesWithheld,
    double callersLateMillis) {
  /**
   * Requests sent in one second.
   *
   * @param late requests answered after the timeout or not at all
   */
  record Second(long asked, long refused, long late) {
    long answered() {
      return asked - refused - late;
    }
  }

  long refused() {
    return seconds.stream().mapToLong(Second::refused).sum();
  }

  long late() {
    return seconds.stream().mapToLong(Second::late).sum();
  }

  boolean isMet(int readyMillisMax, Load load) {
    return readyMillis <= readyMillisMax
        && refused() == 0
        && late() == 0
        && (hedgesWithheld == 0 || load.mayWithholdHedges());
  }
}
