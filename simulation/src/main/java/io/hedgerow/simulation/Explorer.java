package io.hedgerow.simulation;

import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one world after the other, from a seed on, until enough races were run or one is violated.
 */
final class Explorer {
  /**
   * What an exploration found.
   *
   * @param races run, the violated one included
   * @param worlds run, the violated one included
   * @param finding null if every invariant held
   */
  record Report(long races, long worlds, @Nullable Finding finding) {}

  /**
   * A violated invariant.
   *
   * @param seed of the world in which it happened; that world alone shows it again
   * @param problem what broke
   * @param events what happened in that world up to then
   */
  record Finding(long seed, String problem, List<String> events) {}

  private Explorer() {}

  /**
   * Explores the worlds of {@code seed}, {@code seed + 1}, …
   *
   * @param races how many at least
   * @param progress told, after each world, how many races were run
   */
  static Report explore(long seed, long races, LongConsumer progress) {
    long run = 0;
    long worlds = 0;
    while (run < races) {
      long worldSeed = seed + worlds;
      worlds++;
      try {
        run += World.run(worldSeed);
      } catch (Violation | IllegalStateException e) {
        String problem = String.valueOf(e.getMessage());
        Finding finding = new Finding(worldSeed, problem, World.trace(worldSeed));
        return new Report(run, worlds, finding);
      }
      progress.accept(run);
    }
    return new Report(run, worlds, null);
  }
}
