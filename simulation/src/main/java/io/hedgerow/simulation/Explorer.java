package io.hedgerow.simulation;

import io.hedgerow.simulation.limit.LimitWorld;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Runs worlds of consecutive seeds until enough is simulated or an invariant breaks. */
final class Explorer {
  /** What is simulated. */
  enum Subject {
    RACES,
    LIMITS;

    /** Runs the world of this seed and returns its number of races or limits. */
    int run(long seed) {
      return switch (this) {
        case RACES -> World.run(seed);
        case LIMITS -> LimitWorld.run(seed);
      };
    }

    /** The events of the world of this seed. */
    List<String> trace(long seed) {
      return switch (this) {
        case RACES -> World.trace(seed);
        case LIMITS -> LimitWorld.trace(seed);
      };
    }
  }

  /**
   * The result of an exploration.
   *
   * @param runs number of races or limits simulated, without those of a violated world
   * @param worlds number of worlds simulated, including a violated one
   * @param finding null if every invariant held
   */
  record Report(long runs, long worlds, @Nullable Finding finding) {}

  /**
   * A violated invariant.
   *
   * @param seed seed of its world; that world alone reproduces it
   * @param problem what broke
   * @param events the events of that world up to the violation
   */
  record Finding(long seed, String problem, List<String> events) {}

  private Explorer() {}

  /**
   * Explores the worlds of {@code seed}, {@code seed + 1}, …
   *
   * @param runs minimum number of races or limits to simulate
   * @param progress gets the number simulated so far, after each world
   */
  static Report explore(Subject subject, long seed, long runs, LongConsumer progress) {
    long done = 0;
    long worlds = 0;
    while (done < runs) {
      long worldSeed = seed + worlds;
      worlds++;
      try {
        done += subject.run(worldSeed);
      } catch (Violation | IllegalStateException e) {
        String problem = String.valueOf(e.getMessage());
        return new Report(done, worlds, new Finding(worldSeed, problem, subject.trace(worldSeed)));
      }
      progress.accept(done);
    }
    return new Report(done, worlds, null);
  }
}
