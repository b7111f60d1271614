package io.hedgerow.simulator.fault;

import java.util.random.RandomGenerator;

/** A distribution of behaviours without state. */
public sealed interface Behaviours permits FaultMix, SlowShare {
  /** Draws the behaviour of the next request. */
  Behaviour next(RandomGenerator random);

  /** The delay distribution for requests whose fault is given without a delay. */
  Latency latency();

  /**
   * Reads a behaviour; a missing delay is drawn from {@link #latency}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  default Behaviour parse(String text, RandomGenerator random) {
    return Behaviour.parse(text, () -> latency().draw(random));
  }
}
