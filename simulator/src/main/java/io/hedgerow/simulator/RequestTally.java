package io.hedgerow.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** Running counts of work requests. Thread-safe: event loops add, callers read. */
final class RequestTally {
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong workedNanos = new AtomicLong();

  void onAsked() {
    asked.incrementAndGet();
  }

  void onFinished(long workedNanos) {
    this.workedNanos.addAndGet(workedNanos);
    finished.incrementAndGet();
  }

  void onCancelled(long workedNanos) {
    this.workedNanos.addAndGet(workedNanos);
    cancelled.incrementAndGet();
  }

  long workedNanos() {
    return workedNanos.get();
  }

  /** A consistent snapshot: ended requests are read before the total. */
  Counts counts() {
    long finishedSoFar = finished.get();
    long cancelledSoFar = cancelled.get();
    return new Counts(asked.get(), finishedSoFar, cancelledSoFar);
  }
}
