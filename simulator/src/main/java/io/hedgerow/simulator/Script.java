package io.hedgerow.simulator;

import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.FaultMix;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the behaviour of the next request: the next scripted one, otherwise the fixed one,
 * otherwise a random one from the mix. Thread-safe: the lock of this object guards all fields and
 * is held for a few instructions only.
 */
final class Script {
  private final FaultMix initialMix;
  private final RandomGenerator random;
  private final Deque<Behaviour> scripted = new ArrayDeque<>();
  private FaultMix mix;
  private @Nullable Behaviour always;

  Script(FaultMix mix, long seed) {
    this.initialMix = mix;
    this.mix = mix;
    this.random = new SplittableRandom(seed);
  }

  synchronized Behaviour next() {
    Behaviour first = scripted.poll();
    if (first != null) {
      return first;
    }
    return always != null ? always : mix.next(random);
  }

  synchronized Behaviour parse(String text) {
    return mix.parse(text, random);
  }

  synchronized void append(List<Behaviour> behaviours) {
    scripted.addAll(behaviours);
  }

  synchronized void always(Behaviour behaviour) {
    always = behaviour;
  }

  synchronized void always(FaultMix otherMix) {
    always = null;
    mix = otherMix;
  }

  synchronized void clear() {
    scripted.clear();
    always(initialMix);
  }
}
