package io.hedgerow.simulator;

import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The running counts. Any thread: the event loops add, callers read. */
final class Tally {

  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();
  private final AtomicLong workedNanos = new AtomicLong();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong swallowed = new AtomicLong();
  private final AtomicLong resets = new AtomicLong();
  private final AtomicLong goAways = new AtomicLong();
  private final AtomicLong calmed = new AtomicLong();

  void onRequestAsked() {
    asked.incrementAndGet();
  }

  void onRequestFinished(long workedNanos) {
    this.workedNanos.addAndGet(workedNanos);
    finished.incrementAndGet();
  }

  void onRequestCancelled(long workedNanos) {
    this.workedNanos.addAndGet(workedNanos);
    cancelled.incrementAndGet();
  }

  long workedNanos() {
    return workedNanos.get();
  }

  void onConnectionAccepted() {
    accepted.incrementAndGet();
  }

  void onConnectionSwallowed() {
    swallowed.incrementAndGet();
  }

  void onConnectionOpened() {
    connections.incrementAndGet();
  }

  void onConnectionClosed() {
    connections.decrementAndGet();
  }

  void onStreamReset() {
    resets.incrementAndGet();
  }

  void onGoAwaySent(long errorCode) {
    goAways.incrementAndGet();
    if (errorCode == Http2Error.ENHANCE_YOUR_CALM.code()) {
      calmed.incrementAndGet();
    }
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

  ConnectionCounts connectionCounts() {
    // The part is read before the whole, as above.
    long calmedSoFar = calmed.get();
    long swallowedSoFar = swallowed.get();
    return new ConnectionCounts(
        accepted.get(), swallowedSoFar, resets.get(), goAways.get(), calmedSoFar);
  }

  /** All counts, those of requests first. */
  String toJson() {
    Counts requests = counts();
    ConnectionCounts connections = connectionCounts();
    return """
        {"asked": %d, "finished": %d, "cancelled": %d, "working": %d, "connections": %d, \
        "accepted": %d, "swallowed": %d, "resets": %d, "goAways": %d, "calmed": %d}\
        """
        .formatted(
            requests.asked(),
            requests.finished(),
            requests.cancelled(),
            requests.working(),
            connections(),
            connections.accepted(),
            connections.swallowed(),
            connections.resets(),
            connections.goAways(),
            connections.calmed());
  }
}
