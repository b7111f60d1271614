package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.LaunchReason;
import java.util.OptionalInt;

/**
 * Chooses one replica after the other, without ejection. A race uses each of them once before it
 * uses one again.
 */
final class RoundRobin implements Balancer {
  private final int replicas;
  private int next;

  RoundRobin(int replicas) {
    this.replicas = replicas;
  }

  @Override
  public Picks newPicks() {
    return new Picks() {
      private final boolean[] asked = new boolean[replicas];
      private int picks;

      @Override
      public int choose(LaunchReason reason, long nowNanos) {
        while (picks < replicas && asked[next]) {
          next = (next + 1) % replicas;
        }
        int choice = next;
        next = (next + 1) % replicas;
        asked[choice] = true;
        picks++;
        return choice;
      }

      @Override
      public OptionalInt chooseInstead(long nowNanos) {
        return picks < replicas
            ? OptionalInt.of(choose(LaunchReason.RACE_STARTED, nowNanos))
            : OptionalInt.empty();
      }
    };
  }
}
