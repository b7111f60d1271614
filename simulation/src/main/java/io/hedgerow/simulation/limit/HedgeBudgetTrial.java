package io.hedgerow.simulation.limit;

import static io.hedgerow.simulation.limit.LimitViolation.check;

import io.hedgerow.core.limit.HedgeBudget;
import java.util.random.RandomGenerator;

/**
 * Checks a hedge budget under successes, requests for hedges and their ends in any order: no
 * interval has more hedges than it earned plus the burst, saved hedges are not withheld, and after
 * enough successes the full burst is available again.
 */
final class HedgeBudgetTrial {
  private static final int STEPS = 2000;
  private static final double ROUNDING = 1e-6;

  private final RandomGenerator random;
  private final Events events;
  private final double earnedPerSuccess;
  private final double savedMax;
  private final int runningMax;
  private final HedgeBudget budget;
  private double saved;
  private int running;
  // Hedges taken minus hedges earned since the start, and the minimum of that.
  private double balance;
  private double balanceMin;

  HedgeBudgetTrial(RandomGenerator random, Events events) {
    this.random = random;
    this.events = events;
    this.earnedPerSuccess = (1 + random.nextInt(1000)) / 1000.0;
    this.savedMax = 1 + random.nextInt(400) / 4.0;
    this.runningMax = 1 + random.nextInt(50);
    this.budget = new HedgeBudget(earnedPerSuccess, savedMax, runningMax);
    this.saved = savedMax;
  }

  void run() {
    events.add(
        "hedge budget: %.3f per success, %.2f saved, %d in flight",
        earnedPerSuccess, savedMax, runningMax);
    double successRate = random.nextDouble();
    for (int i = 0; i < STEPS; i++) {
      if (random.nextDouble() < successRate) {
        succeed();
      } else if (random.nextBoolean()) {
        take(1 + random.nextInt(3));
      } else if (running > 0) {
        end();
      }
      check(budget.running() == running, "hedges taken and ended match", budget.running());
      balanceMin = Math.min(balanceMin, balance);
    }
    recover();
  }

  private void succeed() {
    events.add("success");
    budget.onSuccess();
    saved = Math.min(savedMax, saved + earnedPerSuccess);
    balance -= earnedPerSuccess;
  }

  private void take(int wanted) {
    int taken = budget.take(wanted);
    events.add("%d hedges wanted, %d taken", wanted, taken);
    check(taken >= 0 && taken <= wanted, "takes from 0 to what is wanted", taken);
    int possible = Math.min(wanted, Math.min((int) (saved - ROUNDING), runningMax - running));
    check(taken >= possible, "withholds nothing that is saved", taken);
    running += taken;
    saved -= taken;
    balance += taken;
    check(running <= runningMax, "at most the maximum in flight", running);
    check(
        balance - balanceMin <= savedMax + ROUNDING,
        "no more hedges than earned plus the burst",
        balance - balanceMin);
  }

  private void end() {
    events.add("hedge ended");
    budget.onHedgeEnded();
    running--;
  }

  private void recover() {
    while (running > 0) {
      end();
    }
    for (int i = 0; i <= savedMax / earnedPerSuccess + 1; i++) {
      succeed();
    }
    int burst = 0;
    while (budget.take(1) == 1 && burst <= savedMax) {
      budget.onHedgeEnded();
      burst++;
    }
    check(burst == (int) (savedMax + ROUNDING), "the full burst after enough successes", burst);
  }
}
