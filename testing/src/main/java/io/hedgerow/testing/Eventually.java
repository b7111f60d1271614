package io.hedgerow.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits on a condition, with a bound. */
public final class Eventually {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Eventually() {}

  /** Polls until the value is the expected one, and fails as an assertion if it never is. */
  public static <T> void assertEventually(Supplier<T> actual, T expected) {
    long start = System.nanoTime();
    T value = actual.get();
    while (!value.equals(expected) && System.nanoTime() - start < LIMIT_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
      value = actual.get();
    }
    assertThat(value).isEqualTo(expected);
  }
}
