package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * The best balancer there could be: it knows at every moment which replicas are bad, and chooses
 * among the others if there are any. Of those that its race has used least often, it takes one with
 * the fewest attempts in flight.
 */
final class Oracle implements Balancer {
  private final List<SimulatedReplica> replicas;
  private final RandomGenerator random;
  private final int[] inFlight;

  Oracle(List<SimulatedReplica> replicas, RandomGenerator random) {
    this.replicas = replicas;
    this.random = random;
    this.inFlight = new int[replicas.size()];
  }

  @Override
  public Picks newPicks() {
    return new Picks() {
      private final int[] asked = new int[inFlight.length];

      @Override
      public int choose(LaunchReason reason, long nowNanos) {
        int choice = best(asked);
        asked[choice]++;
        return choice;
      }

      @Override
      public OptionalInt chooseInstead(long nowNanos) {
        int choice = best(asked);
        return asked[choice]++ == 0 ? OptionalInt.of(choice) : OptionalInt.empty();
      }
    };
  }

  private int best(int[] asked) {
    boolean isAnyWell = replicas.stream().anyMatch(replica -> !replica.condition().isBad());
    int first = random.nextInt(inFlight.length);
    int best = -1;
    for (int i = 0; i < inFlight.length; i++) {
      int next = (first + i) % inFlight.length;
      boolean isCandidate = !isAnyWell || !replicas.get(next).condition().isBad();
      if (isCandidate && (best < 0 || isBetter(next, best, asked))) {
        best = next;
      }
    }
    return best;
  }

  private boolean isBetter(int replica, int other, int[] asked) {
    return asked[replica] != asked[other]
        ? asked[replica] < asked[other]
        : inFlight[replica] < inFlight[other];
  }

  @Override
  public void onStarted(int replica, long nowNanos) {
    inFlight[replica]++;
  }

  @Override
  public void onEnded(int replica, Outcome outcome, long durationNanos, long nowNanos) {
    inFlight[replica]--;
  }
}
