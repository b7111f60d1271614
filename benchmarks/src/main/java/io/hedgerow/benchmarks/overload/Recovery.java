package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * How a gateway under nearly all the load that it can bear gets over an upstream that is ten times
 * as slow for ten seconds, while its callers ask again as soon as they fail: what made so many
 * outages last after their cause had gone (Bronson and others, Metastable Failures in Distributed
 * Systems, HotOS 2021).
 *
 * @param goodput successes a second over the run, for every {@link #BIN_MILLIS}; the upstream is
 *     slow from {@link #SLOW_FROM_SECONDS} to {@link #SLOW_TO_SECONDS}
 * @param seconds after the upstream's return until the goodput is back for good, infinite if it is
 *     not when the run ends
 */
record Recovery(Guards guards, List<Double> goodput, double seconds) {
  static final int BIN_MILLIS = 250;
  static final int SLOW_FROM_SECONDS = 10;
  static final int SLOW_TO_SECONDS = 20;
  static final int END_SECONDS = 40;

  private static final int SLOWER = 10;
  private static final int RETRIES = 2;
  private static final double BACK = 0.9;
  private static final int BINS_PER_SECOND = 1000 / BIN_MILLIS;

  /** Which guards are on. */
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

  /** Runs it on a gateway of its own; takes 40 seconds and the warm-up. */
  static Recovery run(Guards guards, long requestsPerSecond, int warmUpSeconds)
      throws IOException, InterruptedException {
    try (Rig rig = Rig.start(guards.settings(), warmUpSeconds)) {
      rig.measure(requestsPerSecond, 1);
      Timeline timeline = new Timeline(rig.callers());
      rig.callers().offer(requestsPerSecond, timeline.newCaller(RETRIES));
      Thread.sleep(TimeUnit.SECONDS.toMillis(SLOW_FROM_SECONDS));
      rig.slowUpstream(SLOWER);
      Thread.sleep(TimeUnit.SECONDS.toMillis(SLOW_TO_SECONDS - SLOW_FROM_SECONDS));
      rig.slowUpstream(1);
      Thread.sleep(TimeUnit.SECONDS.toMillis(END_SECONDS - SLOW_TO_SECONDS));
      List<Double> goodput = timeline.goodput();
      return new Recovery(guards, goodput, secondsUntilBack(goodput));
    }
  }

  /** The time after which no second has less than nine tenths of the successes of before. */
  static double secondsUntilBack(List<Double> goodput) {
    int slowFrom = SLOW_FROM_SECONDS * BINS_PER_SECOND;
    int slowTo = SLOW_TO_SECONDS * BINS_PER_SECOND;
    int last = goodput.size() - BINS_PER_SECOND;
    double enough = BACK * mean(goodput, 0, slowFrom);
    int bin = last;
    while (bin >= slowTo && mean(goodput, bin, bin + BINS_PER_SECOND) >= enough) {
      bin--;
    }
    return bin == last ? Double.POSITIVE_INFINITY : (bin + 1 - slowTo) / (double) BINS_PER_SECOND;
  }

  private static double mean(List<Double> values, int from, int to) {
    return values.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** Successes by the moment of their arrival, of callers that ask again when they fail. */
  private static final class Timeline {
    private final OpenLoop callers;
    private final long startNanos = System.nanoTime();
    private final AtomicIntegerArray successes =
        new AtomicIntegerArray(END_SECONDS * BINS_PER_SECOND);

    Timeline(OpenLoop callers) {
      this.callers = callers;
    }

    OpenLoop.Audience newCaller(int retries) {
      return new OpenLoop.Audience() {
        @Override
        public void onAnswered(FullHttpResponse answer, long nanos) {
          if (answer.status().code() != 200) {
            onUnanswered();
          } else if (nanos <= TimeUnit.MILLISECONDS.toNanos(Rig.TIMEOUT_MILLIS)) {
            onSuccess();
          }
        }

        @Override
        public void onUnanswered() {
          if (retries > 0) {
            callers.ask(newCaller(retries - 1));
          }
        }
      };
    }

    List<Double> goodput() {
      return IntStream.range(0, successes.length())
          .mapToObj(bin -> successes.get(bin) * (double) BINS_PER_SECOND)
          .toList();
    }

    private void onSuccess() {
      long bin = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos) / BIN_MILLIS;
      if (bin < successes.length()) {
        successes.incrementAndGet((int) bin);
      }
    }
  }
}
