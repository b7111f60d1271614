package io.hedgerow.simulator.fault;

import java.util.random.RandomGenerator;

/** A distribution of behaviours without state. */
public sealed interface Behaviours permits FaultMix, SlowShare {
  /** Draws the behaviour of the next request. */
  Behaviour next(RandomGenerator random);

  /** The delay of a request of which only the fault is given. */
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
