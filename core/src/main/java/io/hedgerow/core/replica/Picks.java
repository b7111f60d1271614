package io.hedgerow.core.replica;

import java.util.ArrayList;
import java.util.List;

/** The replicas that the attempts of one race were sent to, in order. */
public final class Picks {
  private final List<Replica> replicas = new ArrayList<>(2);

  /** How many attempts of the race were sent to this replica. */
  public int timesOf(Replica replica) {
    int times = 0;
    for (Replica picked : replicas) {
      if (picked == replica) {
        times++;
      }
    }
    return times;
  }

  void add(Replica replica) {
    replicas.add(replica);
  }

  boolean isEmpty() {
    return replicas.isEmpty();
  }
}
