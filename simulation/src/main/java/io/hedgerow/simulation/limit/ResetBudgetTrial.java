package io.hedgerow.simulation.limit;

import static io.hedgerow.simulation.limit.LimitViolation.check;

import io.hedgerow.core.limit.ResetBudget;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Checks a reset budget under bursts, pauses and unavoidable resets: no permitted reset exceeds the
 * maximum of any window, and after a rest the full burst is available again.
 */
final class ResetBudgetTrial {
  private static final int STEPS = 500;

  private final RandomGenerator random;
  private final Events events;
  private final int max;
  private final long windowNanos;
  private final double unavoidableRate;
  private final Deque<Long> resets = new ArrayDeque<>();
  private long nowNanos;
  private int debt;

  ResetBudgetTrial(RandomGenerator random, Events events) {
    this.random = random;
    this.events = events;
    this.max = random.nextBoolean() ? random.nextInt(4) : random.nextInt(300);
    this.windowNanos = TimeUnit.MILLISECONDS.toNanos(random.nextBoolean() ? 1 : 30_000);
    this.unavoidableRate = random.nextBoolean() ? 0 : 0.3;
    this.nowNanos = Long.MAX_VALUE - random.nextLong(10 * windowNanos);
  }

  void run() {
    events.add("reset budget: %d in %d ns, unavoidable %.1f", max, windowNanos, unavoidableRate);
    ResetBudget budget = new ResetBudget(max, windowNanos, nowNanos);
    for (int i = 0; i < STEPS; i++) {
      pass(drawGapNanos());
      if (budget.isLeft(nowNanos)) {
        check(resets.size() < max, "a window sees at most the maximum", resets.size() + 1);
        reset(budget, "permitted");
      } else if (random.nextDouble() < unavoidableRate) {
        debt++;
        reset(budget, "unavoidable");
      }
    }
    pass((debt + 2) * windowNanos);
    int burst = 0;
    while (budget.isLeft(nowNanos) && burst <= max) {
      reset(budget, "after the rest");
      burst++;
    }
    check(burst == Math.max(Math.min(1, max), max / 3), "full after a rest", burst);
  }

  private long drawGapNanos() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextLong(1 + windowNanos / 300);
      case 2 -> random.nextLong(windowNanos / 10);
      case 3 -> random.nextLong(windowNanos);
      default -> windowNanos - 1 + random.nextLong(3);
    };
  }

  private void pass(long nanos) {
    nowNanos += nanos;
    while (!resets.isEmpty() && nowNanos - resets.getFirst() >= windowNanos) {
      resets.removeFirst();
    }
  }

  private void reset(ResetBudget budget, String why) {
    events.add("%d ns: reset, %s", nowNanos, why);
    budget.spend(nowNanos);
    resets.addLast(nowNanos);
  }
}
