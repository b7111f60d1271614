package io.hedgerow.gateway.upstream;

import io.hedgerow.core.limit.ResetBudget;
import io.hedgerow.gateway.upstream.wire.Wire;

/**
 * The state of one connection to the upstream in its {@link Lane}. HTTP/1.1 carries one exchange at
 * a time, HTTP/2 one per stream. Belongs to the lane's event loop.
 */
final class UpstreamConnection {
  private final Wire wire;
  private final ResetBudget resets;
  private final int streamsMax;
  private final long openedNanos;
  private int exchanges;
  private boolean isReused;
  private boolean isRetired;
  private boolean isSuspect;
  private boolean mayNotReset;
  private boolean isClosed;
  private long idleSinceNanos;
  private long heardNanos;
  private int lastStreamId = Integer.MAX_VALUE;

  UpstreamConnection(Wire wire, ResetBudget resets, int streamsMax, long nowNanos) {
    this.wire = wire;
    this.resets = resets;
    this.streamsMax = streamsMax;
    this.openedNanos = nowNanos;
    this.idleSinceNanos = nowNanos;
    this.heardNanos = nowNanos;
  }

  Wire wire() {
    return wire;
  }

  boolean isMultiplexed() {
    return wire.isMultiplexed();
  }

  /**
   * Whether it has carried an exchange or been idle, so the upstream may have closed it meanwhile.
   */
  boolean isReused() {
    return isReused;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Whether it takes no further exchanges: the upstream sent GOAWAY, or it is too old. */
  boolean isRetired() {
    return isRetired;
  }

  /** Whether a liveness PING is outstanding; until the answer it takes no further exchanges. */
  boolean isSuspect() {
    return isSuspect;
  }

  int exchanges() {
    return exchanges;
  }

  long openedNanos() {
    return openedNanos;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  /** When a part of an answer last arrived. */
  long heardNanos() {
    return heardNanos;
  }

  boolean hasRoom() {
    return !isRetired && !isSuspect && !isClosed && exchanges < capacity();
  }

  /** Maximum number of concurrent exchanges; the upstream may change it. */
  int capacity() {
    return Math.min(streamsMax, wire.streamsMax());
  }

  /** Whether one more stream may be reset; if not, its answer is drained. */
  boolean mayReset(long nowNanos) {
    return !mayNotReset && resets.isLeft(nowNanos);
  }

  void onReset(long nowNanos) {
    resets.spend(nowNanos);
  }

  void onExchangeStarted() {
    exchanges++;
  }

  void onExchangeEnded(long nowNanos) {
    exchanges--;
    isReused = true;
    idleSinceNanos = nowNanos;
  }

  void onIdle(long nowNanos) {
    isReused = true;
    idleSinceNanos = nowNanos;
  }

  void onHeard(long nowNanos) {
    heardNanos = nowNanos;
  }

  void onSuspected() {
    isSuspect = true;
  }

  void onCleared() {
    isSuspect = false;
  }

  void onRetired() {
    isRetired = true;
  }

  /** The upstream complained about too many resets: no more on this connection. */
  void onEnhanceYourCalm() {
    mayNotReset = true;
  }

  /** The upstream will process no stream with a higher number (RFC 9113, section 6.8). */
  void onGoAway(int lastStreamId) {
    this.lastStreamId = lastStreamId;
  }

  /** Whether the upstream has said that it will not process this stream. */
  boolean isBeyondGoAway(long streamId) {
    return streamId > lastStreamId;
  }

  void onClosed() {
    isClosed = true;
  }
}
