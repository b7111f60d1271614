package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.estimate.AttemptDurations;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.core.replica.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica at one moment: what one event loop knows about it, or what several know together.
 *
 * @param upstream the name of its upstream
 * @param name host and port
 * @param standing its state; if the event loops disagree, the last of their states in the order of
 *     {@link ReplicaState}
 * @param loops how many event loops have it in each state
 * @param loopsConnected event loops with an open connection to it
 * @param inFlight attempts that have started and not ended
 * @param attempts ended attempts by outcome: {@code answered} or the label of the outcome. Includes
 *     attempts that moved to another replica.
 * @param wins attempts that decided their race
 * @param durations durations of recent attempts
 * @param lastFailure null if there was none
 */
public record ReplicaSnapshot(
    String upstream,
    String name,
    Standing standing,
    Map<ReplicaState, Integer> loops,
    int loopsConnected,
    int inFlight,
    Map<String, Long> attempts,
    long wins,
    AttemptDurations durations,
    @Nullable LastFailure lastFailure) {

  /**
   * A state, with its time and reason.
   *
   * @param until when an ejection or a drain ends; null for other states
   * @param reason why, with the numbers that caused it; empty at the start
   */
  public record Standing(
      ReplicaState state, Instant since, @Nullable Instant until, String reason) {
    private Standing joined(Standing other) {
      int order = state.compareTo(other.state);
      boolean isThis = order == 0 ? !since.isAfter(other.since) : order > 0;
      return isThis ? this : other;
    }
  }

  /** A failure in words. */
  public record LastFailure(String detail, Instant at) {}

  /**
   * What one event loop knows about a replica.
   *
   * @param nowNanos the current time on the loop's clock
   * @param now the current time on the wall clock
   */
  public static ReplicaSnapshot of(String upstream, Replica replica, long nowNanos, Instant now) {
    ReplicaState state = replica.state();
    boolean hasEnd = state == ReplicaState.EJECTED || state == ReplicaState.DRAINED;
    Map<String, Long> attempts = new TreeMap<>(replica.failures());
    attempts.put("answered", replica.answers());
    attempts.put("timed-out", replica.timedOut());
    attempts.put("cancelled", replica.cancelled());
    String failure = replica.lastFailure();
    return new ReplicaSnapshot(
        upstream,
        replica.name(),
        new Standing(
            state,
            at(replica.sinceNanos(), nowNanos, now),
            hasEnd ? at(replica.untilNanos(), nowNanos, now) : null,
            replica.reason()),
        Map.of(state, 1),
        replica.isConnected() ? 1 : 0,
        replica.inFlight(),
        attempts,
        replica.wins(),
        replica.recentDurations(),
        failure == null
            ? null
            : new LastFailure(failure, at(replica.lastFailureNanos(), nowNanos, now)));
  }

  /** What both know together about the same replica. */
  public ReplicaSnapshot plus(ReplicaSnapshot other) {
    Map<ReplicaState, Integer> allLoops = new EnumMap<>(loops);
    other.loops.forEach((state, count) -> allLoops.merge(state, count, Integer::sum));
    Map<String, Long> allAttempts = new TreeMap<>(attempts);
    other.attempts.forEach((outcome, count) -> allAttempts.merge(outcome, count, Long::sum));
    AttemptDurations allDurations = new AttemptDurations();
    allDurations.add(durations);
    allDurations.add(other.durations);
    return new ReplicaSnapshot(
        upstream,
        name,
        standing.joined(other.standing),
        allLoops,
        loopsConnected + other.loopsConnected,
        inFlight + other.inFlight,
        allAttempts,
        wins + other.wins,
        allDurations,
        later(lastFailure, other.lastFailure));
  }

  /** The share of event loops that have it in this state. */
  public double share(ReplicaState state) {
    return (double) loops.getOrDefault(state, 0) / loopsAll();
  }

  /** The share of event loops with an open connection to it. */
  public double shareConnected() {
    return (double) loopsConnected / loopsAll();
  }

  private int loopsAll() {
    return loops.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Instant at(long nanos, long nowNanos, Instant now) {
    return now.plus(Duration.ofNanos(nanos - nowNanos)).truncatedTo(ChronoUnit.MILLIS);
  }

  private static @Nullable LastFailure later(@Nullable LastFailure one, @Nullable LastFailure two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    return one.at().isAfter(two.at()) ? one : two;
  }
}
