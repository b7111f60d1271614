package io.hedgerow.simulator.fault;

import java.util.random.RandomGenerator;

/**
 * A mix in which some requests take longer, as if one of several servers behind one address was
 * slow.
 *
 * @param share fraction of requests that are slow, from 0 to 1
 * @param factor how many times as long slow requests take, from 1 to {@value #FACTOR_MAX}
 */
public record SlowShare(FaultMix mix, double share, int factor) implements Behaviours {
  /** Maximum factor. */
  public static final int FACTOR_MAX = 100;

  public SlowShare {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "slow share: " + share + " (expected: a number from 0 to 1)");
    }
    if (factor < 1 || factor > FACTOR_MAX) {
      throw new IllegalArgumentException(
          "slow factor: %d (expected: a whole number from 1 to %d)".formatted(factor, FACTOR_MAX));
    }
  }

  @Override
  public Behaviour next(RandomGenerator random) {
    boolean isSlow = random.nextDouble() < share;
    Behaviour drawn = mix.next(random);
    return isSlow
        ? new Behaviour(
            Math.min(drawn.delayMillis() * factor, Behaviour.DELAY_MILLIS_MAX), drawn.fault())
        : drawn;
  }

  @Override
  public Latency latency() {
    return mix.latency();
  }
}
