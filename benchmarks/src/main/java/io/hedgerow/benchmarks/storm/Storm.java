package io.hedgerow.benchmarks.storm;

import io.hedgerow.benchmarks.load.GatewayProcess;
import io.hedgerow.benchmarks.load.OpenLoop;
import io.hedgerow.benchmarks.load.Timeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A gateway with a guard, its upstream, and callers of {@code /api/smart} who do not retry. Belongs
 * to one thread.
 */
final class Storm implements AutoCloseable {
  static final int BIN_MILLIS = 500;

  /** Requests per second: little more than half of the upstream's capacity. */
  static final int RATE = 110;

  static final long TIMEOUT_MILLIS = 2000;
  private static final long GRACE_MILLIS = 500;

  private final Guard guard;
  private final BusyUpstream upstream;
  private final GatewayProcess gateway;
  private final OpenLoop callers;
  private final List<Long> asked = new ArrayList<>();

  /** The successes of the warm-up, then those of the measurement. */
  private Timeline timeline;

  /** Starts all three and a warm-up with half of the load, which a cold gateway can answer. */
  Storm(Guard guard) throws IOException, InterruptedException {
    this.guard = guard;
    this.upstream = new BusyUpstream(guard.upstreamDropsCancelled());
    this.gateway = GatewayProcess.start(upstream.url(), guard.settings());
    this.callers =
        new OpenLoop(
            gateway.port(),
            "/api/smart?timeout=" + TIMEOUT_MILLIS,
            (int) (RATE * (TIMEOUT_MILLIS + GRACE_MILLIS) / 500),
            TIMEOUT_MILLIS + GRACE_MILLIS);
    this.timeline = offer(RATE / 2, 1);
  }

  /** Ends the warm-up: requests of the next {@code seconds} count. */
  void begin(int seconds) {
    timeline = offer(RATE, seconds);
    asked.add(upstream.asked());
  }

  Guard guard() {
    return guard;
  }

  /** Starts the next phase, in which the upstream's workers take this many times as long. */
  void endPhase(int slowerThen) {
    asked.add(upstream.asked());
    upstream.slow(slowerThen);
  }

  /** Successes per second since {@link #begin}, one value for each {@value #BIN_MILLIS} ms. */
  List<Double> goodput() {
    return timeline.goodput();
  }

  /** The attempts that arrived upstream in a phase that has ended; phases count from 0. */
  long attempts(int phase) {
    return asked.get(phase + 1) - asked.get(phase);
  }

  @Override
  public void close() {
    callers.close();
    gateway.close();
    upstream.close();
  }

  private Timeline offer(int requestsPerSecond, int seconds) {
    Timeline offered = new Timeline(callers, TIMEOUT_MILLIS, BIN_MILLIS, seconds);
    callers.offer(requestsPerSecond, offered.newCaller(0));
    return offered;
  }
}
