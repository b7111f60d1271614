package io.hedgerow.core.race;

import org.jspecify.annotations.Nullable;

/**
 * One request to the upstream as its race sees it: its number, why and when it was launched, how
 * and when it ended. Only its {@link Race} changes it, except for the replica; read it on the same
 * thread.
 */
public final class Attempt {
  private final int number;
  private final LaunchReason reason;
  private final long launchedAtNanos;
  private @Nullable String replica;
  private long endedAtNanos;
  private @Nullable Outcome outcome;

  Attempt(int number, LaunchReason reason, long launchedAtNanos) {
    this.number = number;
    this.reason = reason;
    this.launchedAtNanos = launchedAtNanos;
  }

  /** Its place in the race: 1 for the first launched. */
  public int number() {
    return number;
  }

  public LaunchReason reason() {
    return reason;
  }

  public long launchedAtNanos() {
    return launchedAtNanos;
  }

  /** The name of the replica it is or was sent to; null if the upstream has only one. */
  public @Nullable String replica() {
    return replica;
  }

  /** The race's host sends the attempt to this replica. Called again if it moves to another one. */
  public void onPlaced(String replica) {
    this.replica = replica;
  }

  public boolean isRunning() {
    return outcome == null;
  }

  /** How it ended, or null while it runs. */
  public @Nullable Outcome outcome() {
    return outcome;
  }

  /** From launch to end, in nanoseconds; throws while it runs. */
  public long durationNanos() {
    if (outcome == null) {
      throw new InvariantViolation("attempt " + number + " is still running and has no duration");
    }
    return endedAtNanos - launchedAtNanos;
  }

  void end(Outcome outcome, long nowNanos) {
    if (this.outcome != null) {
      throw new InvariantViolation(
          "attempt " + number + " ended twice: " + this.outcome + ", then " + outcome);
    }
    this.outcome = outcome;
    this.endedAtNanos = nowNanos;
  }

  @Override
  public String toString() {
    return number + " " + (outcome == null ? "running" : outcome.label());
  }
}
