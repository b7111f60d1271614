package io.hedgerow.core.replica;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.race.Outcome;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop knows of one replica: whether it is in, how its attempts ended and how long
 * they took. Only its {@link Replicas} changes it; read it on the same thread.
 */
public final class Replica {
  /** An attempt moves the average by this much, so that about the last 20 count. */
  private static final double WEIGHT_OF_ATTEMPT = 0.1;

  /** A failure counts as slow, so that a replica that fails fast does not attract requests. */
  private static final double SLOWNESS_OF_FAILURE = 2;

  private static final double SLOWNESS_MAX = 10;
  private static final double HALF_LIFE_NANOS = 10e9;

  private final String name;
  private final AttemptDurations durations = new AttemptDurations();
  private final Map<String, Long> failures = new TreeMap<>();
  private ReplicaState state = ReplicaState.IN;
  private String reason = "";
  private long sinceNanos;
  private long untilNanos;
  private long asOfNanos;
  private double latencyNanos = Double.NaN;
  private boolean isConnected = true;
  private boolean isUnreachable;
  private long slowStartNanos;
  private int inFlight;
  private int failuresInARow;
  private int ejections;
  private boolean isSlow;
  private boolean isTested;
  private long noHedgesUntilNanos;
  private long answers;
  private long wins;
  private @Nullable String lastFailure;
  private long lastFailureNanos;

  Replica(String name, long sinceNanos, long nowNanos) {
    this.name = name;
    this.sinceNanos = sinceNanos;
    this.slowStartNanos = sinceNanos;
    this.untilNanos = nowNanos;
    this.noHedgesUntilNanos = nowNanos;
  }

  /** Host and port. */
  public String name() {
    return name;
  }

  public ReplicaState state() {
    return state;
  }

  /** Since when it has been in this state. */
  public long sinceNanos() {
    return sinceNanos;
  }

  /** Why it is in this state, in words, with the numbers that caused it; empty at the start. */
  public String reason() {
    return reason;
  }

  /** Whether a connection to it is open. Others are preferred to one without. */
  public boolean isConnected() {
    return isConnected;
  }

  /** A connection to it is open. If it could not be reached before, it starts slowly. */
  public void onConnected(long nowNanos) {
    isConnected = true;
    if (isUnreachable) {
      isUnreachable = false;
      slowStartNanos = nowNanos;
    }
  }

  /** The last connection to it has closed. */
  public void onDisconnected() {
    isConnected = false;
  }

  /** No connection to it could be opened. */
  public void onUnreachable(Outcome.Failure failure, long nowNanos) {
    isUnreachable = true;
    lastFailure = failure.detail();
    lastFailureNanos = nowNanos;
  }

  /** Attempts that have started and not ended. */
  public int inFlight() {
    return inFlight;
  }

  /** Successes and final answers. */
  public long answers() {
    return answers;
  }

  /** Attempts that decided their race. */
  public long wins() {
    return wins;
  }

  /** Failed attempts by the label of their outcome; a view. */
  public Map<String, Long> failures() {
    return Collections.unmodifiableMap(failures);
  }

  /** The last failure in words; null if there was none. */
  public @Nullable String lastFailure() {
    return lastFailure;
  }

  /** When the last failure was; meaningless if there was none. */
  public long lastFailureNanos() {
    return lastFailureNanos;
  }

  /** The median of the recent past in nanoseconds; infinity if too few answers came to know it. */
  public double medianNanos() {
    return durations.medianNanos();
  }

  /** An attempt of it decided its race. */
  public void onWon() {
    wins++;
  }

  AttemptDurations durations() {
    return durations;
  }

  /**
   * The time at which the state may change: the end of the ejection, of probation or of a drain.
   */
  long untilNanos() {
    return untilNanos;
  }

  boolean isOut() {
    return state == ReplicaState.EJECTED || state == ReplicaState.PROBATION;
  }

  /** Whether it was ejected for being slow. */
  boolean isSlow() {
    return isSlow;
  }

  /** Whether something has tested it since it is on probation. */
  boolean isTested() {
    return isTested;
  }

  /** From when on its share of the requests grows to a full one. */
  long slowStartNanos() {
    return slowStartNanos;
  }

  int failuresInARow() {
    return failuresInARow;
  }

  int ejections() {
    return ejections;
  }

  boolean isHedged(long nowNanos) {
    return nowNanos - noHedgesUntilNanos >= 0;
  }

  void noHedgesUntil(long nanos) {
    if (nanos - noHedgesUntilNanos > 0) {
      noHedgesUntilNanos = nanos;
    }
  }

  /** It does not come back without a success. */
  void onTested() {
    isTested = true;
  }

  void onStarted() {
    inFlight++;
    if (state == ReplicaState.PROBATION) {
      onTested();
    }
  }

  void onEnded() {
    inFlight--;
  }

  void onAnswered(long durationNanos, double typicalNanos, long nowNanos) {
    answers++;
    failuresInARow = 0;
    durations.onAnswered(durationNanos);
    observe((double) durationNanos, typicalNanos, nowNanos);
  }

  void onFailed(Outcome.Failure failure, long durationNanos, double typicalNanos, long nowNanos) {
    failures.merge(failure.label(), 1L, Long::sum);
    failuresInARow++;
    lastFailure = failure.detail();
    lastFailureNanos = nowNanos;
    durations.onCut(durationNanos);
    double slow = SLOWNESS_OF_FAILURE * latencyNanos(typicalNanos, nowNanos);
    observe(
        Math.max((double) durationNanos, Math.min(slow, SLOWNESS_MAX * typicalNanos)),
        typicalNanos,
        nowNanos);
  }

  void onCut(long durationNanos, double typicalNanos, long nowNanos) {
    durations.onCut(durationNanos);
    // It would have taken longer than that, which says nothing new if that is little.
    if (durationNanos > latencyNanos(typicalNanos, nowNanos)) {
      observe((double) durationNanos, typicalNanos, nowNanos);
    }
  }

  /**
   * The average time of its attempts in nanoseconds. Without new attempts it approaches that of all
   * replicas, so that one which was slow is tried again.
   */
  double latencyNanos(double typicalNanos, long nowNanos) {
    if (Double.isNaN(latencyNanos)) {
      return typicalNanos;
    }
    double remembered = Math.pow(2, (asOfNanos - nowNanos) / HALF_LIFE_NANOS);
    return typicalNanos + (latencyNanos - typicalNanos) * remembered;
  }

  void enter(ReplicaState state, String reason, long untilNanos, long nowNanos) {
    this.state = state;
    this.reason = reason;
    this.sinceNanos = nowNanos;
    this.slowStartNanos = nowNanos;
    this.untilNanos = untilNanos;
    this.isTested = false;
    if (state == ReplicaState.EJECTED) {
      ejections++;
    }
    if (state != ReplicaState.PROBATION) {
      failuresInARow = 0;
      durations.keep(0);
      latencyNanos = Double.NaN;
    }
  }

  void setSlow(boolean isSlow) {
    this.isSlow = isSlow;
  }

  void forgetEjections() {
    ejections = 0;
  }

  private void observe(double nanos, double typicalNanos, long nowNanos) {
    double before = latencyNanos(typicalNanos, nowNanos);
    latencyNanos = before + WEIGHT_OF_ATTEMPT * (nanos - before);
    asOfNanos = nowNanos;
  }

  @Override
  public String toString() {
    return name + " " + state.label();
  }
}
