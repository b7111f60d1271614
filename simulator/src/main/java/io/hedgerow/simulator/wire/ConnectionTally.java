package io.hedgerow.simulator.wire;

import io.netty.handler.codec.http2.Http2Error;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Running counts of connections. Thread-safe: event loops add, callers read. */
public final class ConnectionTally {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong swallowed = new AtomicLong();
  private final AtomicLong resets = new AtomicLong();
  private final AtomicLong goAways = new AtomicLong();
  private final AtomicLong enhanceYourCalm = new AtomicLong();

  void onAccepted() {
    accepted.incrementAndGet();
  }

  void onSwallowed() {
    swallowed.incrementAndGet();
  }

  void onOpened() {
    open.incrementAndGet();
  }

  void onClosed() {
    open.decrementAndGet();
  }

  void onStreamReset() {
    resets.incrementAndGet();
  }

  void onGoAwaySent(long errorCode) {
    goAways.incrementAndGet();
    if (errorCode == Http2Error.ENHANCE_YOUR_CALM.code()) {
      enhanceYourCalm.incrementAndGet();
    }
  }

  /** Open HTTP connections. */
  public int open() {
    return open.get();
  }

  /** A consistent snapshot: each part is read before its total. */
  public ConnectionCounts counts() {
    long enhanceYourCalmSoFar = enhanceYourCalm.get();
    long swallowedSoFar = swallowed.get();
    return new ConnectionCounts(
        accepted.get(), swallowedSoFar, resets.get(), goAways.get(), enhanceYourCalmSoFar);
  }
}
