package io.hedgerow.core.deadline;

/**
 * The moment by which a request must have its verdict, on the monotonic clock of {@link
 * System#nanoTime()}. Compared by subtraction, so it stays right when that clock wraps around.
 *
 * @param atNanos the moment, in nanoseconds of the monotonic clock
 */
public record Deadline(long atNanos) {

  /** The deadline {@code durationNanos} after {@code startNanos}. */
  public static Deadline after(long startNanos, long durationNanos) {
    if (durationNanos < 0) {
      throw new IllegalArgumentException(
          "durationNanos: " + durationNanos + " (expected: 0 or more)");
    }
    return new Deadline(startNanos + durationNanos);
  }

  /** Whether {@code nowNanos} is at or past the deadline. */
  public boolean isReached(long nowNanos) {
    return nowNanos - atNanos >= 0;
  }

  /** Whether this deadline is later than the other. */
  public boolean isAfter(Deadline other) {
    return atNanos - other.atNanos > 0;
  }

  /** The time left at {@code nowNanos}, in nanoseconds; never negative. */
  public long remainingNanos(long nowNanos) {
    return Math.max(0, atNanos - nowNanos);
  }
}
