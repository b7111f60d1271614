package io.hedgerow.simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The random sources of a world: one per kind of event, so that a new kind does not change the
 * worlds of old seeds.
 *
 * @param events everything that has no source of its own
 * @param permits which hedges are permitted
 * @param finals final answers
 * @param shadows plans in shadow
 * @param crowds callers who share races
 */
record Sources(
    RandomGenerator events,
    RandomGenerator permits,
    RandomGenerator finals,
    RandomGenerator shadows,
    RandomGenerator crowds) {

  static Sources of(long seed) {
    SplittableRandom others = new SplittableRandom(~seed);
    return new Sources(
        new SplittableRandom(seed),
        new SplittableRandom(~seed),
        others.split(),
        others.split(),
        others.split());
  }
}
