package io.hedgerow.simulation.limit;

import static io.hedgerow.core.limit.OverloadControl.LOAD_MIN;
import static io.hedgerow.simulation.limit.LimitViolation.check;

import io.hedgerow.core.limit.OverloadControl;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Checks overload control on an event loop with changing load, stalls, and a processor that is
 * available only part of the time. Each turn serves what arrived during the last. Nothing is shed
 * while few requests are in flight, or before the loop was later than the request tolerates. The
 * first request of each turn is admitted. Turns stay bounded under a steady overload. After load
 * and stalls end, shedding ends and a whole burst is admitted.
 */
final class OverloadControlTrial {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PROBE_PERIOD_NANOS = 10 * MILLI;
  private static final long[][] TIMEOUTS_MILLIS = {{50}, {1000}, {50, 1000}};

  private static final long STOLEN_PERIOD_NANOS = 100 * MILLI;
  private static final long STOLEN_MAX_NANOS = 80 * MILLI;

  // A request costs a fifth on arrival, two fifths in the next turn, and two fifths at its end.
  private static final int PARTS = 5;

  private final RandomGenerator random;
  private final Events events;
  private final long targetNanos;
  private final long intervalNanos;
  private final long costNanos;
  private final long rejectionNanos;
  private final long latencyNanos;
  private final long[] timeoutsMillis;
  private final OverloadControl control;
  private final Deque<Long> ends = new ArrayDeque<>();
  private @Nullable Runnable endOfTurn;
  private long nowNanos;
  private long probeDueNanos;
  private double arrived;
  private int connecting;
  private int inFlight;
  // The loop's longest delay with enough requests in flight.
  private long longestDelayNanos;
  private long rejected;
  private double load;
  private double stallRate;
  // How much of every 100 ms the loop does not get the processor.
  private long stolenNanos;
  private long stolenAtNanos;

  OverloadControlTrial(RandomGenerator random, Events events) {
    this.random = random;
    this.events = events;
    this.targetNanos = new long[] {5, 20, 50}[random.nextInt(3)] * MILLI;
    this.intervalNanos = new long[] {40, 100, 200}[random.nextInt(3)] * MILLI;
    this.costNanos = (100 + random.nextLong(400)) * 1000;
    this.rejectionNanos = costNanos / (20 + random.nextInt(20));
    this.latencyNanos = (1 + random.nextLong(random.nextBoolean() ? 10 : 500)) * MILLI;
    this.timeoutsMillis = TIMEOUTS_MILLIS[random.nextInt(TIMEOUTS_MILLIS.length)];
    this.nowNanos = Long.MAX_VALUE - random.nextLong(1000 * MILLI);
    this.probeDueNanos = nowNanos + PROBE_PERIOD_NANOS;
    this.stolenAtNanos = nowNanos;
    this.control =
        new OverloadControl(targetNanos, intervalNanos, nowNanos, task -> endOfTurn = task);
  }

  void run() {
    events.add(
        "overload control: target %d ms, interval %d ms; cost %d ns, latency %d ms",
        targetNanos / MILLI, intervalNanos / MILLI, costNanos, latencyNanos / MILLI);
    int phases = 1 + random.nextInt(4);
    for (int i = 0; i < phases; i++) {
      stolenNanos = random.nextInt(4) == 0 ? random.nextLong(STOLEN_MAX_NANOS) : 0;
      double possible = 1 - (double) stolenNanos / STOLEN_PERIOD_NANOS;
      load = possible * (0.1 + random.nextDouble() * (random.nextBoolean() ? 0.8 : 3));
      stallRate = random.nextInt(3) == 0 ? 0.01 : 0;
      runPhase((200 + random.nextLong(4000)) * MILLI);
    }
    load = 0.3;
    stallRate = 0;
    stolenNanos = 0;
    runPhase(80 * intervalNanos + 2000 * MILLI);
    long before = rejected;
    runPhase(10 * intervalNanos);
    check(rejected == before, "nothing is rejected once the load is over", rejected - before);
    check(
        control.permitsHedges(LOAD_MIN, MILLI),
        "hedges are permitted once the load is over",
        false);
    check(control.shedShare() == 0, "no share is shed once the load is over", control.shedShare());
    // More than one turn's allowance, which is no reason to reject without a standing queue.
    arrived += LOAD_MIN + (double) PARTS * targetNanos / costNanos;
    runTurn();
    check(rejected == before, "a burst is admitted once the load is over", rejected - before);
  }

  private void runPhase(long durationNanos) {
    long startNanos = nowNanos;
    long rejectedBefore = rejected;
    long worstNanos = 0;
    while (nowNanos - startNanos < durationNanos) {
      long turnNanos = runTurn();
      if (nowNanos - startNanos > 60 * intervalNanos + 1000 * MILLI) {
        worstNanos = Math.max(worstNanos, turnNanos);
      }
    }
    events.add(
        "load %.2f, stalls %.2f, stolen %d ms for %d ms:"
            + " %d rejected, longest turn %d us, in flight %d",
        load,
        stallRate,
        stolenNanos / MILLI,
        durationNanos / MILLI,
        rejected - rejectedBefore,
        worstNanos / 1000,
        inFlight);
    if (stallRate == 0 && stolenNanos == 0) {
      long boundNanos =
          PARTS
              * (toleratedNanos(timeoutsMillis[timeoutsMillis.length - 1] * MILLI)
                  + LOAD_MIN * costNanos / PARTS
                  + 2 * costNanos);
      check(worstNanos <= 2 * boundNanos, "turns are bounded under a steady load", worstNanos);
    }
  }

  /** Returns how long the turn took. */
  private long runTurn() {
    long beginNanos = nowNanos;
    if (random.nextDouble() < stallRate) {
      nowNanos += random.nextLong(500 * MILLI);
    }
    if (nowNanos - stolenAtNanos >= STOLEN_PERIOD_NANOS) {
      stolenAtNanos = nowNanos;
      nowNanos += stolenNanos;
    }
    while (!ends.isEmpty() && ends.getFirst() - beginNanos <= 0) {
      ends.removeFirst();
      inFlight--;
      nowNanos += 2 * costNanos / PARTS;
    }
    for (; connecting > 0; connecting--) {
      nowNanos += 2 * costNanos / PARTS;
      ends.addLast(nowNanos + latencyNanos);
    }
    admitArrivals();
    if (endOfTurn != null) {
      endOfTurn.run();
      endOfTurn = null;
    }
    // An idle loop waits for the next event.
    nowNanos = Math.max(nowNanos - beginNanos, MILLI) + beginNanos;
    probe();
    long turnNanos = nowNanos - beginNanos;
    arrived += load * turnNanos / costNanos;
    return turnNanos;
  }

  private void admitArrivals() {
    boolean isFirst = true;
    for (; arrived >= 1; arrived--) {
      boolean isLittleLoad = inFlight < LOAD_MIN;
      long timeoutNanos = timeoutsMillis[random.nextInt(timeoutsMillis.length)] * MILLI;
      boolean isTolerable = longestDelayNanos <= toleratedNanos(timeoutNanos);
      check(
          control.permitsHedges(inFlight, timeoutNanos) || !(isLittleLoad || isTolerable),
          "hedges are withheld without load or delay",
          inFlight);
      if (control.admits(inFlight, timeoutNanos, nowNanos)) {
        inFlight++;
        connecting++;
        nowNanos += costNanos / PARTS;
      } else {
        check(!isLittleLoad && !isTolerable, "rejected without load or delay", inFlight);
        check(!isFirst, "the first request of a turn is rejected", inFlight);
        rejected++;
        nowNanos += rejectionNanos;
      }
      isFirst = false;
    }
  }

  /** The delay that a request tolerates, computed without the code under test. */
  private long toleratedNanos(long timeoutNanos) {
    return Math.max(targetNanos, timeoutNanos / 8);
  }

  private void probe() {
    if (nowNanos - probeDueNanos < 0) {
      return;
    }
    long delayNanos = nowNanos - probeDueNanos;
    if (inFlight >= LOAD_MIN) {
      longestDelayNanos = Math.max(longestDelayNanos, delayNanos);
    }
    control.onLoopDelayMeasured(delayNanos, inFlight, nowNanos);
    double share = control.shedShare();
    check(share >= 0 && share <= 1, "the share shed is from 0 to 1", share);
    probeDueNanos = nowNanos + PROBE_PERIOD_NANOS;
  }
}
