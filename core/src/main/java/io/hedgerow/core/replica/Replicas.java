package io.hedgerow.core.replica;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a replica for every attempt, and ejects replicas that fail or are slower than the others.
 *
 * <p><b>Choice.</b> An attempt goes to a replica that no earlier attempt of its race was sent to,
 * and that has an open connection, if there is one. Of two random ones it takes the one with the
 * lower product of attempts in flight and latency (Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001). A replica that is new or back gets its full share only after
 * 10 s.
 *
 * <p><b>Ejection.</b> A replica is out after some failures in a row, or when it is slower than the
 * others by some factor. Slowness is judged by a one-sample log-rank test, which counts an attempt
 * that was cancelled for what it is: running for at least that long. After a time out, the replica
 * is on <i>probation</i>: one hedge in ten at most tests it, so that no caller waits for it. A
 * success in time brings it back. If no hedge has tested it for as long again, because there are
 * none, it comes back as well. It stays out longer if it was ejected before.
 *
 * <p>With a single replica there is nothing to choose, and nothing is ejected.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class Replicas {
  /** Takes changes of state. */
  public interface Listener {
    /** The replica is in another state than before; it has a reason. */
    void onStateChanged(Replica replica);
  }

  /** A source of random numbers. */
  public interface RandomNumbers {
    /** A number from 0, below the bound, each as likely as any other. */
    int below(int bound);
  }

  private static final double SLOW_START_NANOS = 10e9;
  private static final double SLOW_START_SHARE_MIN = 0.1;

  private static final int HEDGES_PER_PROBE = 10;

  /** After this many times its ejection without another one, a replica's past is forgotten. */
  private static final int FORGETTING_FACTOR = 10;

  /** A replica stays out at most this many times as long as at its first ejection. */
  private static final int EJECTION_FACTOR_MAX = 10;

  /** Of the average over all replicas. */
  private static final double WEIGHT_OF_ATTEMPT = 0.01;

  private static final double DURATIONS_HALF_LIFE_NANOS = 10e9;

  /** Deviations from the expected number of answers: 1 of 1,000 by chance. */
  private static final double DEVIATIONS = 3;

  /** Answers that the others must have had to be compared with. */
  private static final double ANSWERS_MIN = 5;

  private static final long RETRY_AFTER_MAX_NANOS = 60_000_000_000L;

  private final Ejection ejection;
  private final RandomNumbers random;
  private final Listener listener;
  private List<Replica> replicas = List.of();
  private double typicalNanos = Double.NaN;
  private int hedgesSinceProbe;
  private long durationsAsOfNanos;

  /** None yet; {@link #update} gives them. */
  public Replicas(Ejection ejection, RandomNumbers random, Listener listener) {
    this.ejection = ejection;
    this.random = random;
    this.listener = listener;
  }

  /** From now on these are the replicas; those that stay keep their state. */
  public void update(List<String> names, long nowNanos) {
    boolean isFirst = replicas.isEmpty();
    if (isFirst) {
      durationsAsOfNanos = nowNanos;
    }
    long sinceNanos = isFirst ? nowNanos - (long) SLOW_START_NANOS : nowNanos;
    List<Replica> updated = new ArrayList<>(names.size());
    for (String name : names) {
      Replica known = find(name);
      updated.add(known == null ? new Replica(name, sinceNanos, nowNanos) : known);
    }
    replicas = Collections.unmodifiableList(updated);
  }

  /** The replicas, in the order given. */
  public List<Replica> all() {
    return replicas;
  }

  /**
   * The replica for the next attempt of a race, which is added to the picks. If the race has asked
   * every replica that is in, it is one of those.
   */
  public Replica choose(Picks picks, LaunchReason reason, long nowNanos) {
    if (replicas.size() == 1) {
      picks.add(replicas.getFirst());
      return replicas.getFirst();
    }
    boolean isHedge = reason.isHedge();
    Replica chosen = isHedge || !picks.isEmpty() ? probe(picks) : null;
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
   * Another replica for an attempt that its replica has not seen; null if the race has asked every
   * one that is in.
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

  /** How many of the wanted hedges may be launched: none while every replica forbids them. */
  public int hedgesPermitted(int wanted, long nowNanos) {
    if (replicas.size() == 1) {
      return wanted;
    }
    for (Replica replica : replicas) {
      if (replica.state() == ReplicaState.IN && replica.isHedged(nowNanos)) {
        return wanted;
      }
    }
    return 0;
  }

  /** An attempt is sent to this replica. */
  public void onStarted(Replica replica) {
    replica.onStarted();
  }

  /** An attempt has ended; one that was moved to another replica has failed here. */
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
          eject(replica, "failed a test: " + failure.detail(), replica.isSlow(), nowNanos);
        } else if (replica.failuresInARow() >= ejection.failuresInARow()) {
          String reason =
              replica.failuresInARow() + " failures in a row, the last: " + failure.detail();
          ejectIfPermitted(replica, reason, false, nowNanos);
        }
      }
      case Outcome.TimedOut _, Outcome.Cancelled _ ->
          replica.onCut(durationNanos, typicalOr((double) durationNanos), nowNanos);
    }
  }

  /** The replica wants no more requests for a while: a status 429 or 503 with Retry-After. */
  public void onRetryAfter(Replica replica, long delayNanos, long nowNanos) {
    replica.noHedgesUntil(nowNanos + Math.min(delayNanos, RETRY_AFTER_MAX_NANOS));
  }

  /** Ejects the slow, and ends ejections and drains; call it about once a second. */
  public void onTimePassed(long nowNanos) {
    for (Replica replica : replicas) {
      if (nowNanos - replica.untilNanos() >= 0) {
        endState(replica, nowNanos);
      }
    }
    replicas.forEach(replica -> ejectIfSlow(replica, nowNanos));
    double share = Math.pow(2, (durationsAsOfNanos - nowNanos) / DURATIONS_HALF_LIFE_NANOS);
    replicas.forEach(replica -> replica.durations().keep(share));
    durationsAsOfNanos = nowNanos;
  }

  /**
   * The replica's health was checked from outside of any race. On probation, a success brings it
   * back, unless it is slow, and after a failure it does not come back without a test. Otherwise
   * nothing changes: a check ejects no replica.
   */
  public void onChecked(Replica replica, boolean isHealthy, long nowNanos) {
    if (replica.state() != ReplicaState.PROBATION) {
      return;
    }
    if (!isHealthy) {
      replica.onTested();
    } else if (!replica.isSlow()) {
      readmit(replica, "its health check succeeded", nowNanos);
    }
  }

  /**
   * Sends this replica nothing more until then.
   *
   * @return false if there is no such replica
   */
  public boolean drain(String name, String reason, long untilNanos, long nowNanos) {
    Replica replica = find(name);
    if (replica != null) {
      change(replica, ReplicaState.DRAINED, reason, untilNanos, nowNanos);
    }
    return replica != null;
  }

  /** The median of all replicas that are in, in nanoseconds; infinity if it is not known. */
  public double medianNanos() {
    return pooled(null).medianNanos();
  }

  private @Nullable Replica find(String name) {
    for (Replica replica : replicas) {
      if (replica.name().equals(name)) {
        return replica;
      }
    }
    return null;
  }

  /** A replica on probation whose turn it is. */
  private @Nullable Replica probe(Picks picks) {
    hedgesSinceProbe++;
    if (hedgesSinceProbe < HEDGES_PER_PROBE) {
      return null;
    }
    Replica longest = null;
    for (Replica replica : replicas) {
      boolean isDue = replica.state() == ReplicaState.PROBATION && picks.timesOf(replica) == 0;
      if (isDue && (longest == null || replica.sinceNanos() - longest.sinceNanos() < 0)) {
        longest = replica;
      }
    }
    if (longest != null) {
      hedgesSinceProbe = 0;
    }
    return longest;
  }

  /** The better of two random replicas that are in and that the race has not asked. */
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
    int index = random.below(count);
    Replica one = newAt(index, picks, isConnected, isHedge, nowNanos);
    if (count == 1) {
      return one;
    }
    int distance = 1 + random.below(count - 1);
    Replica two = newAt((index + distance) % count, picks, isConnected, isHedge, nowNanos);
    return cost(two, nowNanos) < cost(one, nowNanos) ? two : one;
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
   * The best of all: one that is in, is connected, may be hedged, was asked least often and has the
   * least cost, in this order.
   */
  private Replica bestAgain(Picks picks, boolean isHedge, long nowNanos) {
    Replica best = replicas.getFirst();
    for (Replica replica : replicas) {
      int order = Boolean.compare(isIn(replica), isIn(best));
      if (order == 0) {
        order = Boolean.compare(replica.isConnected(), best.isConnected());
      }
      if (order == 0 && isHedge) {
        order = Boolean.compare(replica.isHedged(nowNanos), best.isHedged(nowNanos));
      }
      if (order == 0) {
        order = picks.timesOf(best) - picks.timesOf(replica);
      }
      if (order > 0 || (order == 0 && cost(replica, nowNanos) < cost(best, nowNanos))) {
        best = replica;
      }
    }
    return best;
  }

  private static boolean isIn(Replica replica) {
    return replica.state() == ReplicaState.IN;
  }

  private double cost(Replica replica, long nowNanos) {
    double latencyNanos = replica.latencyNanos(typicalOr(1), nowNanos);
    double share = (nowNanos - replica.slowStartNanos()) / SLOW_START_NANOS;
    return (replica.inFlight() + 1) * latencyNanos / Math.clamp(share, SLOW_START_SHARE_MIN, 1);
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
      case PROBATION -> {
        if (!replica.isTested()) {
          readmit(replica, "no hedge has tested it", nowNanos);
        }
      }
      case DRAINED -> readmit(replica, "the drain has ended", nowNanos);
    }
  }

  private void judgeTest(Replica replica, long durationNanos, long nowNanos) {
    double limitNanos = ejection.slowerThanPeers() * pooled(replica).medianNanos();
    String took = "answered a test in " + millis((double) durationNanos);
    if (replica.isSlow() && durationNanos > limitNanos) {
      eject(replica, took + ", its limit is " + millis(limitNanos), true, nowNanos);
    } else {
      readmit(replica, took, nowNanos);
    }
  }

  private void ejectIfSlow(Replica replica, long nowNanos) {
    if (replica.state() != ReplicaState.IN) {
      return;
    }
    AttemptDurations peers = pooled(replica);
    if (peers.answered() < ANSWERS_MIN) {
      return;
    }
    AttemptDurations own = replica.durations();
    double expected = own.expectedAnswers(peers, ejection.slowerThanPeers());
    if (expected - own.answered() <= DEVIATIONS * Math.sqrt(expected)) {
      return;
    }
    String reason =
        String.format(
            Locale.ROOT,
            "slower than its peers: %.0f answers, %.0f expected if it were %s times as slow as"
                + " they are; its median is %s, theirs %s",
            own.answered(),
            expected,
            number(ejection.slowerThanPeers()),
            millis(own.medianNanos()),
            millis(peers.medianNanos()));
    ejectIfPermitted(replica, reason, true, nowNanos);
  }

  /** What the others that are in have counted; of all that are in for null. */
  private AttemptDurations pooled(@Nullable Replica except) {
    AttemptDurations pooled = new AttemptDurations();
    for (Replica replica : replicas) {
      if (replica != except && isIn(replica)) {
        pooled.add(replica.durations());
      }
    }
    return pooled;
  }

  private void ejectIfPermitted(Replica replica, String reason, boolean isSlow, long nowNanos) {
    if (!isIn(replica)) {
      return;
    }
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
      eject(replica, reason, isSlow, nowNanos);
      return;
    }
    for (Replica each : replicas) {
      if (each.isOut()) {
        readmit(each, "all replicas fail", nowNanos);
      }
    }
  }

  private void eject(Replica replica, String reason, boolean isSlow, long nowNanos) {
    replica.setSlow(isSlow);
    int times = Math.min(replica.ejections() + 1, EJECTION_FACTOR_MAX);
    long untilNanos = nowNanos + times * ejection.forNanos();
    change(replica, ReplicaState.EJECTED, reason, untilNanos, nowNanos);
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
