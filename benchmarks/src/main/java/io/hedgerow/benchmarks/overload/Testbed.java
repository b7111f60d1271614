package io.hedgerow.benchmarks.overload;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.Processors;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A warm gateway with one event loop, callers of {@code /api/first} and the unreliable upstream, on
 * separate processors if there are enough. Used by one thread.
 */
final class Testbed implements AutoCloseable {
  /** The timeout in the requests. */
  static final long TIMEOUT_MILLIS = 1000;

  /** How much longer callers wait, to distinguish late answers from missing ones. */
  private static final long GRACE_MILLIS = 1000;

  /** Requests in flight. The gateway needs one socket to the caller and three to the upstream. */
  private static final int CALLERS_MAX = 4000;

  /** Initial requests per second; doubled every four seconds, because a cold gateway is slow. */
  private static final long COLD_RATE = 50;

  private static final long WARM_UP_RATE = 1500;

  /** Minimum share of successes at a load below the capacity. */
  private static final double ENOUGH = 0.9;

  private static final int SETTLE_SECONDS = 3;

  private final Simulator upstream = Simulator.start(SimulatorOptions.defaults());
  private final GatewayProcess gateway;
  private final OpenLoop callers;
  private String processors = "";

  private Testbed(List<String> settings) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--event-loops=1", "--log.level=error"));
    all.addAll(settings);
    this.gateway = GatewayProcess.start(upstream.url(), all);
    this.callers =
        new OpenLoop(
            gateway.port(),
            "/api/first?timeout=" + TIMEOUT_MILLIS,
            CALLERS_MAX,
            TIMEOUT_MILLIS + GRACE_MILLIS);
  }

  /**
   * Starts everything and warms it up for some seconds, on all processors, because the JIT compiler
   * needs more than the gateway's one.
   */
  static Testbed start(List<String> settings, int warmUpSeconds)
      throws IOException, InterruptedException {
    Testbed testbed = new Testbed(settings);
    for (int second = 0; second < warmUpSeconds; second++) {
      long rate = Math.min(WARM_UP_RATE, COLD_RATE << Math.min(second / 4, 10));
      testbed.callers.offer(rate, newTally());
      Thread.sleep(1000);
    }
    testbed.processors = Processors.share(testbed.gateway);
    return testbed;
  }

  /** Describes which process uses which processors. */
  String processors() {
    return processors;
  }

  /** Measures the maximum successes per second that this gateway reaches. */
  double capacity(int seconds) throws IOException, InterruptedException {
    long cpuNanos = gateway.cpu().toNanos();
    Tally tally = newTally();
    measure(WARM_UP_RATE, seconds, tally);
    double cpuNanosEach = (gateway.cpu().toNanos() - cpuNanos) / (double) tally.asked();
    // A request gets cheaper with more load and as the JIT compiler progresses, so this estimate is
    // low. The rate rises until too many requests fail twice, because once may be the machine's
    // fault.
    double rate = 1e9 / cpuNanosEach;
    double last = 0;
    while (true) {
      tally = newTally();
      measure(Math.round(rate), seconds, tally);
      double goodput = (double) tally.successes() / seconds;
      if (goodput >= ENOUGH * rate) {
        rate *= 1.2;
        last = 0;
      } else if (last == 0) {
        last = goodput;
      } else {
        return (last + goodput) / 2;
      }
    }
  }

  /** Sends requests at this rate for some seconds, after a few seconds that are not measured. */
  void measure(long requestsPerSecond, int seconds, Tally tally) throws InterruptedException {
    callers.offer(requestsPerSecond, newTally());
    Thread.sleep(TimeUnit.SECONDS.toMillis(SETTLE_SECONDS));
    callers.offer(requestsPerSecond, tally);
    Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
    // The load continues until the last answer, so that all requests see the same load.
    callers.offer(requestsPerSecond, newTally());
    Thread.sleep(TIMEOUT_MILLIS + GRACE_MILLIS);
  }

  OpenLoop callers() {
    return callers;
  }

  /** Makes the upstream take this many times as long from now on. */
  void slowUpstream(int factor) {
    FaultMix usual = FaultMix.DEFAULT;
    upstream.always(
        new FaultMix(usual.latency().times(factor), usual.failureRate(), usual.faults()));
  }

  @Override
  public void close() {
    callers.close();
    gateway.close();
    upstream.close();
  }

  static Tally newTally() {
    return new Tally(TIMEOUT_MILLIS);
  }
}
