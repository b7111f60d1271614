package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import java.util.OptionalInt;

/** Chooses a replica for each attempt, and learns how attempts end. Belongs to one world. */
interface Balancer {

  /** The choices for one race. */
  interface Picks {

    /** The replica (0, 1, …) of the race's next attempt. */
    int choose(LaunchReason reason, long nowNanos);

    /**
     * Another replica for an attempt that its replica has not processed; empty if there is none.
     */
    OptionalInt chooseInstead(long nowNanos);

    /** Whether hedges may be launched now. */
    default boolean permitsHedges(long nowNanos) {
      return true;
    }
  }

  Picks newPicks();

  default void onStarted(int replica, long nowNanos) {}

  default void onEnded(int replica, Outcome outcome, long durationNanos, long nowNanos) {}

  /** A connection to the replica is open. */
  default void onConnected(int replica, long nowNanos) {}

  /** The replica has closed all connections, and accepts none. */
  default void onDisconnected(int replica) {}

  /** A second has passed. */
  default void onTimePassed(long nowNanos) {}

  /** Whether the replica is ejected or on probation. */
  default boolean isOut(int replica) {
    return false;
  }
}
