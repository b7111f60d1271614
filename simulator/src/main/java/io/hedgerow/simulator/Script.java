package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.Behaviours;
import io.hedgerow.simulator.fault.FaultMix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the behaviour of the next request: the next scripted one, otherwise the fixed one,
 * otherwise a random one. Thread-safe: the lock of this object guards all fields and is held only
 * briefly.
 */
final class Script {
  private final Behaviours initial;
  private final RandomGenerator generator;
  private final Deque<Behaviour> scripted = new ArrayDeque<>();
  private Behaviours random;
  private @Nullable Behaviour always;

  Script(FaultMix mix, long seed) {
    this.initial = mix;
    this.random = mix;
    this.generator = new SplittableRandom(seed);
  }

  synchronized Behaviour next() {
    Behaviour first = scripted.poll();
    if (first != null) {
      return first;
    }
    return always != null ? always : random.next(generator);
  }

  synchronized Behaviour parse(String text) {
    return random.parse(text, generator);
  }

  synchronized void append(List<Behaviour> behaviours) {
    scripted.addAll(behaviours);
  }

  synchronized void always(Behaviour behaviour) {
    always = behaviour;
  }

  synchronized void always(Behaviours others) {
    always = null;
    random = others;
  }

  synchronized void clear() {
    scripted.clear();
    always(initial);
  }
}
