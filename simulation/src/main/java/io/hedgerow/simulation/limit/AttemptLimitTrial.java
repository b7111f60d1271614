package io.hedgerow.simulation.limit;

import static io.hedgerow.simulation.limit.LimitViolation.check;

import io.hedgerow.core.limit.AttemptLimit;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Checks an attempt limit in front of an upstream whose health changes: the limit stays between its
 * minimum and maximum, places taken and given back match, only attempts launched since the last
 * drop make it drop, and once the upstream is healthy, the limit returns to its maximum within a
 * bounded number of rounds.
 */
final class AttemptLimitTrial {
  private static final int STEPS = 3000;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private enum End {
    SUCCEEDED,
    OVERLOADED,
    UNINFORMATIVE
  }

  private record Running(long launchedAtNanos, long endsAfterNanos, End end) {}

  private final RandomGenerator random;
  private final Events events;
  private final long originNanos;
  private final int min;
  private final int max;
  private final AttemptLimit limit;
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(Comparator.comparingLong(Running::endsAfterNanos));
  private long offsetNanos;
  // Attempts launched and ended since the last drop.
  private int overloaded;
  private int succeeded;
  private long droppedAtNanos;
  // The upstream's current state.
  private double failureRate;
  private long latencyNanos = 1;

  AttemptLimitTrial(RandomGenerator random, Events events) {
    this.random = random;
    this.events = events;
    this.originNanos = Long.MAX_VALUE - random.nextLong(1000 * MILLI);
    this.max = 1 + random.nextInt(500);
    boolean isFixed = random.nextInt(5) == 0;
    this.min = isFixed ? max : 1 + random.nextInt(Math.min(20, max));
    this.limit = isFixed ? AttemptLimit.fixed(max) : AttemptLimit.adaptive(min, max, originNanos);
  }

  void run() {
    events.add("attempt limit: %d to %d", min, max);
    for (int i = 0; i < STEPS; i++) {
      if (i % 300 == 0) {
        changeUpstream();
      }
      offsetNanos += random.nextLong(1 + latencyNanos / 10);
      while (!running.isEmpty() && running.peek().endsAfterNanos <= offsetNanos) {
        end(running.remove());
      }
      launch();
      check(limit.running() == running.size(), "places match", limit.running());
    }
    recover();
  }

  private void changeUpstream() {
    failureRate = new double[] {0, 0.1, 0.3, 0.7, 1}[random.nextInt(5)];
    latencyNanos = (1 + random.nextLong(2000)) * MILLI;
    events.add("upstream: fails %.1f, takes up to %d ns", failureRate, latencyNanos);
  }

  private void launch() {
    int free = limit.limit() - limit.running();
    int wanted = 1 + random.nextInt(3);
    boolean isHedge = random.nextBoolean();
    int taken = isHedge ? limit.take(wanted) : limit.takeAll(wanted) ? wanted : 0;
    int expected = isHedge ? Math.clamp(free, 0, wanted) : wanted <= free ? wanted : 0;
    check(taken == expected, "takes the places that are free", taken + " of " + free);
    int unused = random.nextInt(10) == 0 ? random.nextInt(taken + 1) : 0;
    limit.giveBack(unused);
    for (int i = unused; i < taken; i++) {
      long endsAfterNanos = offsetNanos + random.nextLong(latencyNanos);
      running.add(new Running(offsetNanos, endsAfterNanos, drawEnd()));
    }
  }

  private End drawEnd() {
    if (random.nextInt(3) == 0) {
      return End.UNINFORMATIVE;
    }
    return random.nextDouble() < failureRate ? End.OVERLOADED : End.SUCCEEDED;
  }

  private void end(Running attempt) {
    int before = limit.limit();
    int counts = attempt.launchedAtNanos >= droppedAtNanos ? 1 : 0;
    long launchedAtNanos = originNanos + attempt.launchedAtNanos;
    switch (attempt.end) {
      case SUCCEEDED -> {
        succeeded += counts;
        limit.onSucceeded(launchedAtNanos, originNanos + offsetNanos);
      }
      case OVERLOADED -> {
        overloaded += counts;
        limit.onOverloaded(launchedAtNanos, originNanos + offsetNanos);
      }
      case UNINFORMATIVE -> limit.giveBack(1);
    }
    int after = limit.limit();
    check(after >= min && after <= max, "between the minimum and the maximum", after);
    if (after < before) {
      events.add("%d ns: limit drops from %d to %d", offsetNanos, before, after);
      check(after >= Math.max(min, (int) (before * 0.7)), "drops by 30 % at most", after);
      check(overloaded * 6 >= before - 1, "drops because of fresh attempts", overloaded);
      overloaded = 0;
      succeeded = 0;
      droppedAtNanos = offsetNanos;
    } else if (after > before) {
      events.add("%d ns: limit grows from %d to %d", offsetNanos, before, after);
      check(after <= (before + 1) * 1.5, "grows by half at most", after);
      check(succeeded > 0, "grows because of successes", succeeded);
    }
  }

  private void recover() {
    limit.giveBack(running.size());
    running.clear();
    int rounds = 3 + (int) Math.ceil(Math.log((double) max / min) / Math.log(1.5));
    for (int i = 0; i < rounds; i++) {
      offsetNanos++;
      int taken = limit.take(max);
      for (int k = 0; k < taken; k++) {
        limit.onSucceeded(originNanos + offsetNanos, originNanos + offsetNanos);
      }
    }
    check(limit.limit() == max, "back at the maximum after " + rounds + " rounds", limit.limit());
    check(limit.running() == 0, "no place in use at rest", limit.running());
  }
}
