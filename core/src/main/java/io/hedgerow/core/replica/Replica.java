package io.hedgerow.core.replica;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.race.Outcome;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop knows about one replica: its state, how its attempts ended and how long they
 * took. Only its {@link Replicas} changes it; read it on the same thread.
 */
public final class Replica {
  /** The weight of one attempt in moving averages: about the last 20 attempts count. */
  private static final double WEIGHT_OF_ATTEMPT = 0.1;

  /**
   * No attempt counts as slower than this many times a typical one. A failure counts as exactly
   * that slow, so that a replica that fails fast does not attract requests.
   */
  private static final double SLOWNESS_MAX = 10;

  private static final double HALF_LIFE_NANOS = 30e9;

  private final String name;
  private final AttemptDurations durations = new AttemptDurations();
  private final Slowness slowness = new Slowness();
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
  private double failureShare;
  private int ejections;
  private long outNanos;
  private boolean isSlow;
  private long noHedgesUntilNanos;
  private long answers;
  private long timedOut;
  private long cancelled;
  private long wins;
  private @Nullable String lastFailure;
  private long lastFailureNanos;

  Replica(String name, long slowStartNanos, long nowNanos) {
    this.name = name;
    this.sinceNanos = nowNanos;
    this.slowStartNanos = slowStartNanos;
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

  /** When it entered its state. */
  public long sinceNanos() {
    return sinceNanos;
  }

  /** Why it is in this state, in words, with the numbers that caused it; empty at the start. */
  public String reason() {
    return reason;
  }

  /** Whether a connection to it is open. Replicas without one are chosen last. */
  public boolean isConnected() {
    return isConnected;
  }

  /**
   * A connection to it is open. If it was unreachable before, it starts slowly, and its earlier
   * latency is forgotten.
   */
  public void onConnected(long nowNanos) {
    isConnected = true;
    if (isUnreachable) {
      isUnreachable = false;
      slowStartNanos = nowNanos;
      latencyNanos = Double.NaN;
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

  /** Attempts that were still running at their deadline. */
  public long timedOut() {
    return timedOut;
  }

  /** Attempts cancelled because their race was decided or its caller had left. */
  public long cancelled() {
    return cancelled;
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

  /** How long the attempts of the recent past took; a copy. */
  public AttemptDurations recentDurations() {
    AttemptDurations copy = new AttemptDurations();
    copy.add(durations);
    return copy;
  }

  /** One of its attempts decided its race. */
  public void onWon() {
    wins++;
  }

  AttemptDurations durations() {
    return durations;
  }

  Slowness slowness() {
    return slowness;
  }

  /** The share of failures among its recent attempts, leaving out those that were cut off. */
  double failureShare() {
    return failureShare;
  }

  /**
   * The time at which the state may change: the end of the ejection, of probation or of a drain.
   */
  public long untilNanos() {
    return untilNanos;
  }

  boolean isIn() {
    return state == ReplicaState.IN;
  }

  boolean isDrained() {
    return state == ReplicaState.DRAINED;
  }

  boolean isOut() {
    return state == ReplicaState.EJECTED || state == ReplicaState.PROBATION;
  }

  /** Whether it was ejected for being slow. */
  boolean isSlow() {
    return isSlow;
  }

  /** When its slow start began: from then on, its share of the requests grows to a full one. */
  long slowStartNanos() {
    return slowStartNanos;
  }

  int failuresInARow() {
    return failuresInARow;
  }

  /** How often it was recently ejected while in; failed tests do not count. */
  int ejections() {
    return ejections;
  }

  /** The planned length of its latest ejection. */
  long outNanos() {
    return outNanos;
  }

  /** Whether hedges may be sent to it. */
  boolean isHedged(long nowNanos) {
    return nowNanos - noHedgesUntilNanos >= 0;
  }

  void noHedgesUntil(long nanos) {
    if (nanos - noHedgesUntilNanos > 0) {
      noHedgesUntilNanos = nanos;
    }
  }

  void onStarted() {
    inFlight++;
  }

  void onEnded() {
    inFlight--;
  }

  void onAnswered(long durationNanos, double typicalNanos, long nowNanos) {
    answers++;
    failuresInARow = 0;
    failureShare -= WEIGHT_OF_ATTEMPT * failureShare;
    durations.onAnswered(durationNanos);
    slowness.recent().onAnswered(durationNanos);
    observe((double) durationNanos, typicalNanos, nowNanos);
  }

  void onFailed(Outcome.Failure failure, long durationNanos, double typicalNanos, long nowNanos) {
    failures.merge(failure.label(), 1L, Long::sum);
    failuresInARow++;
    lastFailure = failure.detail();
    lastFailureNanos = nowNanos;
    failureShare += WEIGHT_OF_ATTEMPT * (1 - failureShare);
    cut(durationNanos);
    observe(SLOWNESS_MAX * typicalNanos, typicalNanos, nowNanos);
  }

  void onTimedOut(long durationNanos, double typicalNanos, long nowNanos) {
    timedOut++;
    onCut(durationNanos, typicalNanos, nowNanos);
  }

  void onCancelled(long durationNanos, double typicalNanos, long nowNanos) {
    cancelled++;
    onCut(durationNanos, typicalNanos, nowNanos);
  }

  private void onCut(long durationNanos, double typicalNanos, long nowNanos) {
    cut(durationNanos);
    double beforeNanos = latencyNanos(typicalNanos, nowNanos);
    if (durationNanos > beforeNanos) {
      // It would have taken longer. How much longer is unknown, so assume the average.
      observe(durationNanos + beforeNanos, typicalNanos, nowNanos);
    }
  }

  /**
   * The moving average of its attempts' durations, in nanoseconds. Without new attempts it
   * approaches the average of all replicas, so that a replica that was slow is tried again.
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
    if (state != ReplicaState.PROBATION) {
      failuresInARow = 0;
      durations.keep(0);
      slowness.forget();
      latencyNanos = Double.NaN;
    }
  }

  /** It is about to be ejected. */
  void onEjected(boolean isSlow, long outNanos) {
    ejections += state == ReplicaState.IN ? 1 : 0;
    this.isSlow = isSlow;
    this.outNanos = outNanos;
  }

  /** Its state lasts at least until then. */
  void extendUntil(long nanos) {
    if (nanos - untilNanos > 0) {
      untilNanos = nanos;
    }
  }

  void forgetEjections() {
    ejections = 0;
  }

  private void cut(long durationNanos) {
    durations.onCut(durationNanos);
    slowness.recent().onCut(durationNanos);
  }

  private void observe(double nanos, double typicalNanos, long nowNanos) {
    double before = latencyNanos(typicalNanos, nowNanos);
    double bounded = Math.min(nanos, SLOWNESS_MAX * typicalNanos);
    latencyNanos = before + WEIGHT_OF_ATTEMPT * (bounded - before);
    asOfNanos = nowNanos;
  }

  @Override
  public String toString() {
    return name + " " + state.label();
  }
}
