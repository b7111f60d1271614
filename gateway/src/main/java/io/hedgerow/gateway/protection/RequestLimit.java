package io.hedgerow.gateway.protection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits the requests in flight in the whole process ({@code request.in-flight-max}). Shared by all
 * event loops, so that a busy loop may use what the others leave.
 *
 * <p>Safe for use by any thread.
 */
public final class RequestLimit {
  private volatile int max;
  private final AtomicInteger inFlight = new AtomicInteger();

  public RequestLimit(int max) {
    this.max = max;
  }

  /** The current limit. */
  public int max() {
    return max;
  }

  /** Changes the limit. Requests in flight above a lower one go on. */
  public void limitTo(int max) {
    this.max = max;
  }

  /** Takes a place for one request; returns false if all are taken. */
  boolean take() {
    int limit = max;
    return inFlight.getAndUpdate(count -> count < limit ? count + 1 : count) < limit;
  }

  /** Gives a place back. */
  void giveBack() {
    inFlight.getAndDecrement();
  }
}
