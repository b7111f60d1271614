package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.load.Timeline;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * How a gateway close to its capacity recovers after its upstream was ten times slower for ten
 * seconds, with callers that retry failed requests at once. Such retries can make an outage outlast
 * its cause (Bronson and others, "Metastable Failures in Distributed Systems", HotOS 2021).
 *
 * @param goodput successes per second, one value per {@link #BIN_MILLIS}; the upstream is slow from
 *     {@link #SLOW_FROM_SECONDS} to {@link #SLOW_TO_SECONDS}
 * @param seconds from the upstream's recovery to the gateway's; infinite if the gateway has not
 *     recovered by the end of the run
 * @param isDownBefore whether the gateway could not sustain this load even with a healthy upstream
 */
record Recovery(Guards guards, List<Double> goodput, double seconds, boolean isDownBefore) {
  static final int BIN_MILLIS = 250;
  static final int SLOW_FROM_SECONDS = 10;
  static final int SLOW_TO_SECONDS = 20;
  static final int END_SECONDS = 40;

  /**
   * Load steps before the run, because an unprotected gateway that gets full load at once stays
   * down.
   */
  private static final double[] CLIMB = {0.5, 0.75, 0.9, 1};

  private static final int CLIMB_SECONDS = 3;

  private static final int SLOWER = 10;
  private static final int RETRIES = 2;
  private static final double BACK = 0.9;
  private static final double DOWN = 0.5;
  private static final int BINS_PER_SECOND = 1000 / BIN_MILLIS;

  /** Which protections are on. */
  enum Guards {
    NONE("none", "--overload.shed=false"),
    DEFAULTS("defaults", "--overload.shed=true"),
    ALL(
        "all",
        "--upstream.limit=adaptive --upstream.limit-max=10000"
            + " --hedge.budget=0.5 --hedge.in-flight-max=10000");

    private final String title;
    private final String settings;

    Guards(String title, String settings) {
      this.title = title;
      this.settings = settings;
    }

    String title() {
      return title;
    }

    List<String> settings() {
      return List.of(settings.split(" "));
    }
  }

  /** Runs it on a new gateway. Takes 75 seconds plus the warm-up. */
  static Recovery run(Guards guards, long requestsPerSecond, int warmUpSeconds)
      throws IOException, InterruptedException {
    try (Testbed testbed = Testbed.start(guards.settings(), warmUpSeconds)) {
      for (double share : CLIMB) {
        testbed.measure(Math.round(share * requestsPerSecond), CLIMB_SECONDS, Testbed.newTally());
      }
      Timeline timeline =
          new Timeline(testbed.callers(), Testbed.TIMEOUT_MILLIS, BIN_MILLIS, END_SECONDS);
      testbed.callers().offer(requestsPerSecond, timeline.newCaller(RETRIES));
      Thread.sleep(TimeUnit.SECONDS.toMillis(SLOW_FROM_SECONDS));
      testbed.slowUpstream(SLOWER);
      Thread.sleep(TimeUnit.SECONDS.toMillis(SLOW_TO_SECONDS - SLOW_FROM_SECONDS));
      testbed.slowUpstream(1);
      Thread.sleep(TimeUnit.SECONDS.toMillis(END_SECONDS - SLOW_TO_SECONDS));
      return of(guards, requestsPerSecond, timeline.goodput());
    }
  }

  /**
   * Judges a run. The gateway recovers in the first second that reaches 90 % of the goodput before,
   * if the rest of the run reaches 90 % on average too. The average allows for single slow seconds
   * of the machine.
   */
  static Recovery of(Guards guards, long requestsPerSecond, List<Double> goodput) {
    int slowFrom = SLOW_FROM_SECONDS * BINS_PER_SECOND;
    int slowTo = SLOW_TO_SECONDS * BINS_PER_SECOND;
    double before = mean(goodput, 0, slowFrom);
    if (before < DOWN * requestsPerSecond) {
      return new Recovery(guards, goodput, Double.POSITIVE_INFINITY, true);
    }
    double enough = BACK * before;
    double seconds =
        IntStream.rangeClosed(slowTo, goodput.size() - BINS_PER_SECOND)
            .filter(bin -> mean(goodput, bin, bin + BINS_PER_SECOND) >= enough)
            .filter(bin -> mean(goodput, bin, goodput.size()) >= enough)
            .mapToDouble(bin -> (bin - slowTo) / (double) BINS_PER_SECOND)
            .findFirst()
            .orElse(Double.POSITIVE_INFINITY);
    return new Recovery(guards, goodput, seconds, false);
  }

  String inWords() {
    if (isDownBefore) {
      return "down before the upstream was slow, from this load alone";
    }
    return Double.isInfinite(seconds)
        ? "not recovered after " + (END_SECONDS - SLOW_TO_SECONDS) + " s"
        : String.format(Locale.ROOT, "recovered after %.2f s", seconds);
  }

  private static double mean(List<Double> values, int from, int to) {
    return values.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
