package io.hedgerow.simulator;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The running counts. Any thread: the event loops add, callers read. */
final class Tally {

  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();

  void onRequestAsked() {
    asked.incrementAndGet();
  }

  void onRequestFinished() {
    finished.incrementAndGet();
  }

  void onRequestCancelled() {
    cancelled.incrementAndGet();
  }

  void onConnectionOpened() {
    connections.incrementAndGet();
  }

  void onConnectionClosed() {
    connections.decrementAndGet();
  }

  int connections() {
    return connections.get();
  }

  Counts counts() {
    // The ends are read first: an end that comes in between would otherwise be one too many.
    long finishedSoFar = finished.get();
    long cancelledSoFar = cancelled.get();
    return new Counts(asked.get(), finishedSoFar, cancelledSoFar);
  }
}
