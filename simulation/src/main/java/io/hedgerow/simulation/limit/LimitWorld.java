package io.hedgerow.simulation.limit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One world: one of the core's limits, its options, and everything that happens to it, drawn from a
 * seed. After the trouble, the limit must be back to normal in bounded time.
 *
 * <p>Deterministic: the same seed gives the same events.
 */
public final class LimitWorld {
  private LimitWorld() {}

  /**
   * Runs one world.
   *
   * @return the number of limits in it: 1
   * @throws IllegalStateException if an invariant broke
   */
  public static int run(long seed) {
    run(seed, Events.silent());
    return 1;
  }

  /** The events of a world, in order, up to its end or its violation. */
  public static List<String> trace(long seed) {
    Events events = Events.recording();
    try {
      run(seed, events);
    } catch (IllegalStateException e) {
      events.add("violated: %s", e);
    }
    return events.lines();
  }

  private static void run(long seed, Events events) {
    RandomGenerator random = new SplittableRandom(seed);
    switch (random.nextInt(4)) {
      case 0 -> new ResetBudgetTrial(random, events).run();
      case 1 -> new HedgeBudgetTrial(random, events).run();
      case 2 -> new AttemptLimitTrial(random, events).run();
      default -> new OverloadControlTrial(random, events).run();
    }
  }
}
