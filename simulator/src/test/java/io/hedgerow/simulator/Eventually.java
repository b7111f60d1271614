package io.hedgerow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits on a condition, with a bound. */
final class Eventually {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Eventually() {}

  /** Polls until the value is the expected one, and fails as an assertion if it never is. */
  static <T> void assertEventually(Supplier<T> actual, T expected) {
    long start = System.nanoTime();
    while (!actual.get().equals(expected) && System.nanoTime() - start < LIMIT_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    assertThat(actual.get()).isEqualTo(expected);
  }
}
