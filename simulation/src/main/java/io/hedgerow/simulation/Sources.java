package io.hedgerow.simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Where a world draws from: one source for each kind of event, so that a new kind changes nothing
 * in the worlds of old seeds.
 *
 * @param events for everything that has no source of its own
 * @param permits for the hedges that are permitted
 * @param finals for final answers
 * @param shadows for plans in shadow
 * @param crowds for callers who share races
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
