package io.hedgerow.core.replica;

import io.hedgerow.core.race.LaunchReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the replica of every attempt.
 *
 * <p>An attempt goes to a replica that no earlier attempt of its race was sent to, and that has an
 * open connection, if there is one. Of two random candidates it takes the one with the lower
 * product of attempts in flight and latency (Mitzenmacher, "The Power of Two Choices in Randomized
 * Load Balancing", 2001). Latencies that differ by less than a factor of two count as equal,
 * because averages of a few attempts are noisy. A replica that is new or back gets its full share
 * only after 10 s.
 *
 * <p>Hedges also test replicas on probation, see {@link Replicas}.
 */
final class Choice {
  static final double SLOW_START_NANOS = 10e9;
  private static final double SLOW_START_SHARE_MIN = 0.1;

  private static final double NOISE = 2;

  private static final int HEDGES_PER_PROBE = 10;

  /** The longest probation without a test result, as a multiple of the first ejection's length. */
  private static final int PROBATION_FACTOR_MAX = 10;

  private final Ejection ejection;
  private final Replicas.RandomNumbers random;
  private final TypicalLatency typical;
  private List<Replica> replicas = List.of();
  private int hedgesToProbe;
  private boolean isProbeDue = true;

  /** Starts without replicas; {@link #update} sets them. */
  Choice(Ejection ejection, Replicas.RandomNumbers random, TypicalLatency typical) {
    this.ejection = ejection;
    this.random = random;
    this.typical = typical;
  }

  /** Sets the replicas. */
  void update(List<Replica> replicas) {
    this.replicas = replicas;
  }

  /**
   * Chooses the replica for the next attempt of a race, and adds it to the picks. If the race has
   * used every replica that is in, it uses one of them again.
   */
  Replica choose(Picks picks, LaunchReason reason, long nowNanos) {
    if (replicas.size() == 1) {
      picks.add(replicas.getFirst());
      return replicas.getFirst();
    }
    boolean isHedge = reason.isHedge();
    Replica chosen = isHedge || !picks.isEmpty() ? probe(picks, nowNanos) : null;
    if (chosen == null) {
      chosen = bestNew(picks, true, isHedge, nowNanos);
    }
    if (chosen == null) {
      Replica again = bestAgain(picks, isHedge, nowNanos);
      Replica unconnected = again.isConnected() ? null : bestNew(picks, false, isHedge, nowNanos);
      chosen = unconnected == null ? again : unconnected;
    }
    picks.add(chosen);
    return chosen;
  }

  /**
   * Chooses another replica for an attempt that its replica has not processed; null if the race has
   * used every replica that is in.
   */
  @Nullable Replica chooseInstead(Picks picks, long nowNanos) {
    Replica chosen = bestNew(picks, true, false, nowNanos);
    if (chosen == null) {
      chosen = bestNew(picks, false, false, nowNanos);
    }
    if (chosen != null) {
      picks.add(chosen);
    }
    return chosen;
  }

  /** Whether hedges may be launched: only if some replica that is in takes hedges. */
  boolean permitsHedges(long nowNanos) {
    if (replicas.size() == 1) {
      return true;
    }
    for (Replica replica : replicas) {
      if (replica.isIn() && replica.isHedged(nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /** Allows another test of a replica that was slow; call it about once a second. */
  void onTimePassed() {
    isProbeDue = true;
  }

  /** The replica on probation that is to be tested now; null if there is none. */
  private @Nullable Replica probe(Picks picks, long nowNanos) {
    hedgesToProbe = Math.max(0, hedgesToProbe - 1);
    if (hedgesToProbe > 0) {
      return null;
    }
    Replica longest = null;
    for (Replica replica : replicas) {
      boolean isCandidate =
          replica.state() == ReplicaState.PROBATION
              && replica.isConnected()
              && picks.timesOf(replica) == 0
              && (isProbeDue || !replica.isSlow());
      if (isCandidate && (longest == null || replica.untilNanos() - longest.untilNanos() < 0)) {
        longest = replica;
      }
    }
    if (longest != null) {
      hedgesToProbe = HEDGES_PER_PROBE;
      isProbeDue = false;
      long lastNanos = longest.sinceNanos() + PROBATION_FACTOR_MAX * ejection.forNanos();
      longest.extendUntil(nowNanos + Math.min(ejection.forNanos(), lastNanos - nowNanos));
    }
    return longest;
  }

  /**
   * The better of two random replicas that are in and that the race has not used; of three if both
   * look slow; null if there is none.
   */
  private @Nullable Replica bestNew(
      Picks picks, boolean isConnected, boolean isHedge, long nowNanos) {
    int count = 0;
    for (Replica replica : replicas) {
      if (isNew(replica, picks, isConnected, isHedge, nowNanos)) {
        count++;
      }
    }
    if (count == 0) {
      return null;
    }
    int first = random.below(count);
    Replica best = newAt(first, picks, isConnected, isHedge, nowNanos);
    if (count == 1) {
      return best;
    }
    int second = (first + 1 + random.below(count - 1)) % count;
    best = better(newAt(second, picks, isConnected, isHedge, nowNanos), best, nowNanos);
    if (count == 2
        || best.latencyNanos(typical.nanosOr(1), nowNanos) < NOISE * typical.nanosOr(1)) {
      return best;
    }
    int next = (second + 1) % count;
    int third = next == first ? (next + 1) % count : next;
    return better(newAt(third, picks, isConnected, isHedge, nowNanos), best, nowNanos);
  }

  private Replica newAt(
      int index, Picks picks, boolean isConnected, boolean isHedge, long nowNanos) {
    int skip = index;
    for (Replica replica : replicas) {
      if (isNew(replica, picks, isConnected, isHedge, nowNanos) && skip-- == 0) {
        return replica;
      }
    }
    throw new IllegalArgumentException("index: " + index);
  }

  private static boolean isNew(
      Replica replica, Picks picks, boolean isConnected, boolean isHedge, long nowNanos) {
    return replica.isIn()
        && (replica.isConnected() || !isConnected)
        && picks.timesOf(replica) == 0
        && (!isHedge || replica.isHedged(nowNanos));
  }

  /**
   * The best of all replicas. Criteria in this order: not drained, connected, in, takes hedges,
   * used least often by the race, lowest load.
   */
  private Replica bestAgain(Picks picks, boolean isHedge, long nowNanos) {
    Replica best = replicas.getFirst();
    for (Replica replica : replicas) {
      int order = Boolean.compare(!replica.isDrained(), !best.isDrained());
      if (order == 0) {
        order = Boolean.compare(replica.isConnected(), best.isConnected());
      }
      if (order == 0) {
        order = Boolean.compare(replica.isIn(), best.isIn());
      }
      if (order == 0 && isHedge) {
        order = Boolean.compare(replica.isHedged(nowNanos), best.isHedged(nowNanos));
      }
      if (order == 0) {
        order = picks.timesOf(best) - picks.timesOf(replica);
      }
      if (order > 0 || (order == 0 && isBetter(replica, best, nowNanos))) {
        best = replica;
      }
    }
    return best;
  }

  private Replica better(Replica replica, Replica other, long nowNanos) {
    return isBetter(replica, other, nowNanos) ? replica : other;
  }

  /** Whether {@code replica} has the lower product of attempts in flight and latency. */
  private boolean isBetter(Replica replica, Replica other, long nowNanos) {
    double latencyNanos = replica.latencyNanos(typical.nanosOr(1), nowNanos);
    double otherNanos = other.latencyNanos(typical.nanosOr(1), nowNanos);
    boolean isAlike = latencyNanos < NOISE * otherNanos && otherNanos < NOISE * latencyNanos;
    double factor = isAlike ? 1 : latencyNanos / otherNanos;
    return load(replica, nowNanos) * factor < load(other, nowNanos);
  }

  /** Attempts in flight plus one, scaled up during a slow start. */
  private static double load(Replica replica, long nowNanos) {
    double share = (nowNanos - replica.slowStartNanos()) / SLOW_START_NANOS;
    return (replica.inFlight() + 1) / Math.clamp(share, SLOW_START_SHARE_MIN, 1);
  }
}
