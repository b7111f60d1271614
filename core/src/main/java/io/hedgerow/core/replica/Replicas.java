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
 * The replicas of an upstream: chooses one for every attempt ({@link Choice}), and ejects those
 * that fail or are slower than the others.
 *
 * <p>A replica is ejected after several failures in a row, more if its peers fail too, or when it
 * is slower than its peers by some factor ({@link Slowness}). When its ejection ends, the replica
 * is on <i>probation</i>: at most one hedge in ten tests it, so that no caller has to wait for it,
 * and at most one hedge a second if it was slow. A success within a time limit brings it back. A
 * failure, or a cancellation after that limit, ejects it again. If no test has a result, it comes
 * back as well. A replica that was ejected recently stays out longer.
 *
 * <p>With a single replica there is nothing to choose, and nothing is ejected.
 *
 * <p>Belongs to one event loop. Times are nanoseconds of one monotonic clock.
 */
public final class Replicas {
  /** Receives changes of state. */
  public interface Listener {
    /** The replica has entered a state; {@link Replica#reason()} says why. */
    void onStateChanged(Replica replica);
  }

  /** A source of random numbers. */
  public interface RandomNumbers {
    /** A number from 0 to {@code bound - 1}, uniformly distributed. */
    int below(int bound);
  }

  /** Ejections are forgotten after this many times the first one's length without another. */
  private static final int FORGETTING_FACTOR = 10;

  /** The longest ejection, as a multiple of the first one's length. */
  private static final int EJECTION_FACTOR_MAX = 5;

  /**
   * Ejections because of connection failures are this many times shorter: testing then costs next
   * to nothing, and restarts are short.
   */
  private static final int CONNECTION_DIVISOR = 10;

  /** Peers that fail more often than the lower share excuse more failures in a row. */
  private static final double PEERS_FAILURES_MIN = 0.01;

  private static final double PEERS_FAILURES_MAX = 0.999;

  private static final double DURATIONS_HALF_LIFE_NANOS = 10e9;

  /** Answers, over all replicas, needed to compare them. */
  private static final double ANSWERS_MIN = 20;

  /** How long a failed health check extends probation: longer than until the next check. */
  private static final long UNHEALTHY_NANOS = 7_200_000_000_000L;

  private static final long RETRY_AFTER_MAX_NANOS = 60_000_000_000L;

  private record Drain(String reason, long untilNanos) {}

  private final Ejection ejection;
  private final Listener listener;
  // By name. Includes replicas that are gone, because they may come back.
  private final Map<String, Drain> drains = new HashMap<>();
  private final TypicalLatency typical = new TypicalLatency();
  private final Choice choice;
  private List<Replica> replicas = List.of();
  private long durationsAsOfNanos;

  /** Starts without replicas; {@link #update} sets them. */
  public Replicas(Ejection ejection, RandomNumbers random, Listener listener) {
    this.ejection = ejection;
    this.choice = new Choice(ejection, random, typical);
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
    long slowStartNanos = isFirst ? nowNanos - (long) Choice.SLOW_START_NANOS : nowNanos;
    List<Replica> updated = new ArrayList<>(names.size());
    for (String name : names) {
      Replica known = find(name);
      updated.add(known == null ? new Replica(name, slowStartNanos, nowNanos) : known);
    }
    replicas = Collections.unmodifiableList(updated);
    choice.update(replicas);
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
    return choice.choose(picks, reason, nowNanos);
  }

  /**
   * Chooses another replica for an attempt that its replica has not processed; null if the race has
   * used every replica that is in.
   */
  public @Nullable Replica chooseInstead(Picks picks, long nowNanos) {
    return choice.chooseInstead(picks, nowNanos);
  }

  /** Whether hedges may be launched: only if some replica that is in takes hedges. */
  public boolean permitsHedges(long nowNanos) {
    return choice.permitsHedges(nowNanos);
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
        typical.observe((double) durationNanos);
        replica.onAnswered(durationNanos, typical.nanosOr((double) durationNanos), nowNanos);
        if (isTest) {
          judgeTest(replica, durationNanos, nowNanos);
        }
      }
      case Outcome.Failure failure -> {
        replica.onFailed(failure, durationNanos, typical.nanosOr((double) durationNanos), nowNanos);
        if (isTest) {
          extend(replica, "failed a test: " + failure.detail(), nowNanos);
        } else if (replica.isIn() && replica.failuresInARow() >= failuresPermitted(replica)) {
          ejectForFailures(replica, failure, nowNanos);
        }
      }
      case Outcome.TimedOut _, Outcome.Cancelled _ -> {
        double typicalNanos = typical.nanosOr((double) durationNanos);
        if (outcome instanceof Outcome.TimedOut) {
          replica.onTimedOut(durationNanos, typicalNanos, nowNanos);
        } else {
          replica.onCancelled(durationNanos, typicalNanos, nowNanos);
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
    choice.onTimePassed();
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
      if (each.isIn()) {
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
      if (replica.isIn()) {
        recent.add(replica.slowness().recent());
      }
    }
    if (recent.answered() < ANSWERS_MIN) {
      return;
    }
    for (Replica replica : replicas) {
      if (replica.isIn()) {
        AttemptDurations own = replica.slowness().recent();
        recent.subtract(own);
        replica.slowness().judge(recent, ejection.slowerThanPeers());
        recent.add(own);
      }
    }
    for (Replica replica : replicas) {
      replica.slowness().forgetRecent();
      if (replica.isIn() && replica.slowness().isProved()) {
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
      if (peer != replica && peer.isIn()) {
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
      if (replica != except && replica.isIn()) {
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
      in += each.isIn() ? 1 : 0;
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
