package io.hedgerow.core.replica;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a replica for every attempt, and ejects replicas that fail or are slower than the others.
 *
 * <p><b>Choice.</b> An attempt goes to a replica that no earlier attempt of its race was sent to,
 * and that has an open connection, if there is one. Of two random candidates it takes the one with
 * the lower product of attempts in flight and latency (Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001). Latencies that differ less than twofold count as equal:
 * averages of a few attempts are too noisy. A replica that is new or back gets its full share only
 * after 10 s.
 *
 * <p><b>Ejection.</b> A replica is ejected after several failures in a row, more if its peers fail
 * too, or when it is slower than its peers by some factor ({@link Slowness}). When its ejection
 * ends, the replica is on <i>probation</i>: at most one hedge in ten tests it, so that no caller
 * has to wait for it, and at most one hedge a second if it was slow. A success within a time limit
 * brings it back. A failure, or a cancellation after that limit, ejects it again. If no test has a
 * result, it comes back as well. A replica that was ejected recently stays out longer.
 *
 * <p>With a single replica there is nothing to choose, and nothing is ejected.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class Replicas {
  /** Is told about changes of state. */
  public interface Listener {
    /** The replica has entered a state; {@link Replica#reason()} says why. */
    void onStateChanged(Replica replica);
  }

  /** A source of random numbers. */
  public interface RandomNumbers {
    /** A number from 0 to {@code bound - 1}, uniformly distributed. */
    int below(int bound);
  }

  private static final double SLOW_START_NANOS = 10e9;
  private static final double SLOW_START_SHARE_MIN = 0.1;

  private static final double NOISE = 2;

  private static final int HEDGES_PER_PROBE = 10;

  /** Ejections are forgotten after this many times the first one's length without another. */
  private static final int FORGETTING_FACTOR = 10;

  /** The longest ejection, as a multiple of the first one's length. */
  private static final int EJECTION_FACTOR_MAX = 5;

  /** The longest probation without a test result, as a multiple of the first ejection's length. */
  private static final int PROBATION_FACTOR_MAX = 10;

  /**
   * Ejections because of connection failures are this many times shorter: testing then costs next
   * to nothing, and restarts are short.
   */
  private static final int CONNECTION_DIVISOR = 10;

  /** Peers that fail more often than the lower share excuse more failures in a row. */
  private static final double PEERS_FAILURES_MIN = 0.01;

  private static final double PEERS_FAILURES_MAX = 0.999;

  /** The weight of one attempt in the average over all replicas. */
  private static final double WEIGHT_OF_ATTEMPT = 0.01;

  private static final double DURATIONS_HALF_LIFE_NANOS = 10e9;

  /** Answers, over all replicas, needed to compare them. */
  private static final double ANSWERS_MIN = 20;

  /** How long a failed health check extends probation: longer than until the next check. */
  private static final long UNHEALTHY_NANOS = 7_200_000_000_000L;

  private static final long RETRY_AFTER_MAX_NANOS = 60_000_000_000L;

  private record Drain(String reason, long untilNanos) {}

  private final Ejection ejection;
  private final RandomNumbers random;
  private final Listener listener;
  // By name. Includes replicas that are gone, because they may come back.
  private final Map<String, Drain> drains = new HashMap<>();
  private List<Replica> replicas = List.of();
  private double typicalNanos = Double.NaN;
  private int hedgesToProbe;
  private boolean isProbeDue = true;
  private long durationsAsOfNanos;

  /** Starts without replicas; {@link #update} sets them. */
  public Replicas(Ejection ejection, RandomNumbers random, Listener listener) {
    this.ejection = ejection;
    this.random = random;
    this.listener = listener;
  }

  /**
   * Sets the replicas. Those that stay keep their state, and new ones are drained if their name is.
   */
  public void update(List<String> names, long nowNanos) {
    boolean isFirst = replicas.isEmpty();
    if (isFirst) {
      durationsAsOfNanos = nowNanos;
    }
    long slowStartNanos = isFirst ? nowNanos - (long) SLOW_START_NANOS : nowNanos;
    List<Replica> updated = new ArrayList<>(names.size());
    for (String name : names) {
      Replica known = find(name);
      updated.add(known == null ? new Replica(name, slowStartNanos, nowNanos) : known);
    }
    replicas = Collections.unmodifiableList(updated);
    drains.forEach(
        (name, drain) -> {
          Replica replica = find(name);
          if (replica != null && replica.state() != ReplicaState.DRAINED) {
            startDrain(replica, drain, nowNanos);
          }
        });
  }

  /** The replicas, in the order given. */
  public List<Replica> all() {
    return replicas;
  }

  /**
   * Chooses the replica for the next attempt of a race, and adds it to the picks. If the race has
   * used every replica that is in, it uses one of them again.
   */
  public Replica choose(Picks picks, LaunchReason reason, long nowNanos) {
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
  public @Nullable Replica chooseInstead(Picks picks, long nowNanos) {
    Replica chosen = bestNew(picks, true, false, nowNanos);
    if (chosen == null) {
      chosen = bestNew(picks, false, false, nowNanos);
    }
    if (chosen != null) {
      picks.add(chosen);
    }
    return chosen;
  }

  /** Whether hedges may be launched: not while no replica that is in takes any. */
  public boolean permitsHedges(long nowNanos) {
    if (replicas.size() == 1) {
      return true;
    }
    for (Replica replica : replicas) {
      if (isIn(replica) && replica.isHedged(nowNanos)) {
        return true;
      }
    }
    return false;
  }

  /** An attempt is sent to this replica. */
  public void onStarted(Replica replica) {
    replica.onStarted();
  }

  /** An attempt has ended. An attempt that moved to another replica has failed at this one. */
  public void onEnded(Replica replica, Outcome outcome, long durationNanos, long nowNanos) {
    boolean isTest =
        replica.state() == ReplicaState.PROBATION
            && nowNanos - durationNanos - replica.sinceNanos() >= 0;
    replica.onEnded();
    switch (outcome) {
      case Outcome.Answer _ -> {
        observeTypical((double) durationNanos);
        replica.onAnswered(durationNanos, typicalNanos, nowNanos);
        if (isTest) {
          judgeTest(replica, durationNanos, nowNanos);
        }
      }
      case Outcome.Failure failure -> {
        replica.onFailed(failure, durationNanos, typicalOr((double) durationNanos), nowNanos);
        if (isTest) {
          extend(replica, "failed a test: " + failure.detail(), nowNanos);
        } else if (isIn(replica) && replica.failuresInARow() >= failuresPermitted(replica)) {
          ejectForFailures(replica, failure, nowNanos);
        }
      }
      case Outcome.TimedOut _, Outcome.Cancelled _ -> {
        double typical = typicalOr((double) durationNanos);
        if (outcome instanceof Outcome.TimedOut) {
          replica.onTimedOut(durationNanos, typical, nowNanos);
        } else {
          replica.onCancelled(durationNanos, typical, nowNanos);
        }
        if (isTest && durationNanos > testLimitNanos(replica)) {
          extend(replica, "no answer to a test in " + millis((double) durationNanos), nowNanos);
        }
      }
    }
  }

  /** The replica answered 429 or 503 with Retry-After: it gets no hedges for that time. */
  public void onRetryAfter(Replica replica, long delayNanos, long nowNanos) {
    replica.noHedgesUntil(nowNanos + Math.min(delayNanos, RETRY_AFTER_MAX_NANOS));
  }

  /** Ejects slow replicas, and ends ejections, probations and drains. Call it once a second. */
  public void onTimePassed(long nowNanos) {
    drains.values().removeIf(drain -> nowNanos - drain.untilNanos() >= 0);
    for (Replica replica : replicas) {
      if (nowNanos - replica.untilNanos() >= 0) {
        endState(replica, nowNanos);
      }
    }
    isProbeDue = true;
    judgeSlowness(nowNanos);
    double share = Math.pow(2, (durationsAsOfNanos - nowNanos) / DURATIONS_HALF_LIFE_NANOS);
    replicas.forEach(replica -> replica.durations().keep(share));
    durationsAsOfNanos = nowNanos;
  }

  /**
   * A health check of the replica, outside of any race, has ended. On probation, a success brings
   * the replica back unless it was ejected for slowness; after a failure, only a test or another
   * check does. In other states nothing changes: a check ejects no replica.
   */
  public void onChecked(Replica replica, boolean isHealthy, long nowNanos) {
    if (replica.state() != ReplicaState.PROBATION) {
      return;
    }
    if (!isHealthy) {
      replica.extendUntil(nowNanos + UNHEALTHY_NANOS);
    } else if (!replica.isSlow()) {
      readmit(replica, "its health check succeeded", nowNanos);
    }
  }

  /**
   * Drains the replica of this name until {@code untilNanos}: it gets no more attempts unless it is
   * the only replica. Also applies to a replica of this name that is added later.
   */
  public void drain(String name, String reason, long untilNanos, long nowNanos) {
    Drain drain = new Drain(reason, untilNanos);
    drains.put(name, drain);
    Replica replica = find(name);
    if (replica != null) {
      startDrain(replica, drain, nowNanos);
    }
  }

  /** Ends the drain of the replica of this name, if there is one. */
  public void undrain(String name, long nowNanos) {
    drains.remove(name);
    Replica replica = find(name);
    if (replica != null && replica.state() == ReplicaState.DRAINED) {
      readmit(replica, "the drain was ended", nowNanos);
    }
  }

  /** Takes over the drains of {@code other} that have not ended. */
  public void drainLike(Replicas other, long nowNanos) {
    other.drains.forEach(
        (name, drain) -> {
          if (nowNanos - drain.untilNanos() < 0) {
            drain(name, drain.reason(), drain.untilNanos(), nowNanos);
          }
        });
  }

  private void startDrain(Replica replica, Drain drain, long nowNanos) {
    change(replica, ReplicaState.DRAINED, drain.reason(), drain.untilNanos(), nowNanos);
    for (Replica each : replicas) {
      if (isIn(each)) {
        return;
      }
    }
    readmitAll("all others are drained", nowNanos);
  }

  private @Nullable Replica find(String name) {
    for (Replica replica : replicas) {
      if (replica.name().equals(name)) {
        return replica;
      }
    }
    return null;
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
    if (count == 2 || best.latencyNanos(typicalOr(1), nowNanos) < NOISE * typicalOr(1)) {
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
    return replica.state() == ReplicaState.IN
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
      int order = Boolean.compare(!isDrained(replica), !isDrained(best));
      if (order == 0) {
        order = Boolean.compare(replica.isConnected(), best.isConnected());
      }
      if (order == 0) {
        order = Boolean.compare(isIn(replica), isIn(best));
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

  private static boolean isIn(Replica replica) {
    return replica.state() == ReplicaState.IN;
  }

  private static boolean isDrained(Replica replica) {
    return replica.state() == ReplicaState.DRAINED;
  }

  private Replica better(Replica replica, Replica other, long nowNanos) {
    return isBetter(replica, other, nowNanos) ? replica : other;
  }

  /** Whether the first one has the lower product of attempts in flight and latency. */
  private boolean isBetter(Replica replica, Replica other, long nowNanos) {
    double latencyNanos = replica.latencyNanos(typicalOr(1), nowNanos);
    double otherNanos = other.latencyNanos(typicalOr(1), nowNanos);
    boolean isAlike = latencyNanos < NOISE * otherNanos && otherNanos < NOISE * latencyNanos;
    double factor = isAlike ? 1 : latencyNanos / otherNanos;
    return load(replica, nowNanos) * factor < load(other, nowNanos);
  }

  /** Attempts in flight plus one, scaled up during a slow start. */
  private static double load(Replica replica, long nowNanos) {
    double share = (nowNanos - replica.slowStartNanos()) / SLOW_START_NANOS;
    return (replica.inFlight() + 1) / Math.clamp(share, SLOW_START_SHARE_MIN, 1);
  }

  private void observeTypical(double nanos) {
    double before = typicalOr(nanos);
    typicalNanos = before + WEIGHT_OF_ATTEMPT * (nanos - before);
  }

  private double typicalOr(double nanos) {
    return Double.isNaN(typicalNanos) ? nanos : typicalNanos;
  }

  private void endState(Replica replica, long nowNanos) {
    switch (replica.state()) {
      case IN -> replica.forgetEjections();
      case EJECTED ->
          change(
              replica,
              ReplicaState.PROBATION,
              replica.reason(),
              nowNanos + ejection.forNanos(),
              nowNanos);
      case PROBATION -> readmit(replica, "no test had a result", nowNanos);
      case DRAINED -> readmit(replica, "the drain has ended", nowNanos);
    }
  }

  private void judgeTest(Replica replica, long durationNanos, long nowNanos) {
    double limitNanos = testLimitNanos(replica);
    String took = "answered a test in " + millis((double) durationNanos);
    if (replica.isSlow() && durationNanos > limitNanos) {
      extend(replica, took + ", its limit is " + millis(limitNanos), nowNanos);
    } else {
      readmit(replica, took, nowNanos);
    }
  }

  private double testLimitNanos(Replica replica) {
    return ejection.slowerThanPeers() * pooled(replica).medianNanos();
  }

  /** Compares the attempts that have ended since the last judgement, if there are enough. */
  private void judgeSlowness(long nowNanos) {
    AttemptDurations recent = new AttemptDurations();
    for (Replica replica : replicas) {
      if (isIn(replica)) {
        recent.add(replica.slowness().recent());
      }
    }
    if (recent.answered() < ANSWERS_MIN) {
      return;
    }
    for (Replica replica : replicas) {
      if (isIn(replica)) {
        AttemptDurations own = replica.slowness().recent();
        recent.subtract(own);
        replica.slowness().judge(recent, ejection.slowerThanPeers());
        recent.add(own);
      }
    }
    for (Replica replica : replicas) {
      replica.slowness().forgetRecent();
      if (isIn(replica) && replica.slowness().isProved()) {
        ejectForSlowness(replica, nowNanos);
      }
    }
  }

  private void ejectForSlowness(Replica replica, long nowNanos) {
    String reason =
        String.format(
            Locale.ROOT,
            "slower than its peers: %.0f answers, %.0f expected if it were %s times as slow as"
                + " they are",
            replica.slowness().answered(),
            replica.slowness().expected(),
            number(ejection.slowerThanPeers()));
    ejectIfPermitted(replica, reason, true, ejection.forNanos(), nowNanos);
  }

  private void ejectForFailures(Replica replica, Outcome.Failure failure, long nowNanos) {
    String reason = replica.failuresInARow() + " failures in a row, the last: " + failure.detail();
    boolean isConnection =
        failure instanceof Outcome.Unreachable || failure instanceof Outcome.ConnectionLost;
    long outNanos = isConnection ? ejection.forNanos() / CONNECTION_DIVISOR : ejection.forNanos();
    ejectIfPermitted(replica, reason, false, outNanos, nowNanos);
  }

  /**
   * How many failures in a row eject a replica. If its peers fail often, it takes more, so that
   * chance remains as unlikely a cause.
   */
  private double failuresPermitted(Replica replica) {
    double sum = 0;
    int peers = 0;
    for (Replica peer : replicas) {
      if (peer != replica && isIn(peer)) {
        sum += peer.failureShare();
        peers++;
      }
    }
    double share = Math.clamp(sum / Math.max(1, peers), PEERS_FAILURES_MIN, PEERS_FAILURES_MAX);
    return ejection.failuresInARow() * Math.log(PEERS_FAILURES_MIN) / Math.log(share);
  }

  /** The durations at all other replicas that are in. */
  private AttemptDurations pooled(Replica except) {
    AttemptDurations pooled = new AttemptDurations();
    for (Replica replica : replicas) {
      if (replica != except && isIn(replica)) {
        pooled.add(replica.durations());
      }
    }
    return pooled;
  }

  private void ejectIfPermitted(
      Replica replica, String reason, boolean isSlow, long outNanos, long nowNanos) {
    int in = 0;
    int out = 0;
    for (Replica each : replicas) {
      in += isIn(each) ? 1 : 0;
      out += each.isOut() ? 1 : 0;
    }
    if (out + 1 > ejection.atMost() * replicas.size()) {
      return;
    }
    if (in > 1) {
      int times = Math.min(replica.ejections() + 1, EJECTION_FACTOR_MAX);
      eject(replica, reason, isSlow, times * outNanos, nowNanos);
      return;
    }
    readmitAll("all replicas fail", nowNanos);
  }

  private void readmitAll(String reason, long nowNanos) {
    for (Replica replica : replicas) {
      if (replica.isOut()) {
        readmit(replica, reason, nowNanos);
      }
    }
  }

  /** A test has failed: ejects the replica again, twice as long up to the configured time. */
  private void extend(Replica replica, String reason, long nowNanos) {
    long outNanos =
        Math.max(replica.outNanos(), Math.min(2 * replica.outNanos(), ejection.forNanos()));
    eject(replica, reason, replica.isSlow(), outNanos, nowNanos);
  }

  private void eject(Replica replica, String reason, boolean isSlow, long outNanos, long nowNanos) {
    replica.onEjected(isSlow, outNanos);
    change(replica, ReplicaState.EJECTED, reason, nowNanos + outNanos, nowNanos);
  }

  private void readmit(Replica replica, String reason, long nowNanos) {
    long forgetNanos = nowNanos + FORGETTING_FACTOR * ejection.forNanos();
    change(replica, ReplicaState.IN, reason, forgetNanos, nowNanos);
  }

  private void change(
      Replica replica, ReplicaState state, String reason, long untilNanos, long nowNanos) {
    replica.enter(state, reason, untilNanos, nowNanos);
    listener.onStateChanged(replica);
  }

  private static String millis(double nanos) {
    return Double.isInfinite(nanos)
        ? "unknown"
        : String.format(Locale.ROOT, "%.0f ms", nanos / 1e6);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
