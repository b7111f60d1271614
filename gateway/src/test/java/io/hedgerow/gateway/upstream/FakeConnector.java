package io.hedgerow.gateway.upstream;

import io.hedgerow.core.limit.ResetBudget;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that exist only in memory. A connect stays pending until the test completes it
 * or fails it. The lane learns of a close only when the test says so, because a real event loop
 * reports it later too.
 */
final class FakeConnector implements Lane.Host {

  /** A connection that carries no data. */
  static final class Connection implements Wire {
    private final boolean isMultiplexed;
    private final int streamsMax;
    private @Nullable Listener listener;
    private boolean isClosing;

    Connection(boolean isMultiplexed, int streamsMax) {
      this.isMultiplexed = isMultiplexed;
      this.streamsMax = streamsMax;
    }

    /** Whether the lane has closed it. */
    boolean isClosing() {
      return isClosing;
    }

    /** Tells the lane that the connection is closed. */
    void reportClosed() {
      Listener told = listener;
      listener = null;
      if (told != null) {
        told.onClosed();
      }
    }

    /** Tells the lane that the upstream sent GOAWAY. */
    void reportGoAway(long errorCode) {
      if (listener != null) {
        listener.onGoAway(errorCode, 0);
      }
    }

    /** Tells the lane that the upstream has sent SETTINGS. */
    void reportSettings() {
      if (listener != null) {
        listener.onSettings();
      }
    }

    @Override
    public boolean isMultiplexed() {
      return isMultiplexed;
    }

    @Override
    public int streamsMax() {
      return streamsMax;
    }

    @Override
    public void listen(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void close() {
      isClosing = true;
    }

    @Override
    public Sent send(RequestHead request, AnswerListener listener) {
      throw new UnsupportedOperationException("send");
    }

    @Override
    public void ping(Runnable onAnswered) {
      throw new UnsupportedOperationException("ping: the lane asks its host");
    }
  }

  private final Deque<Promise<Wire>> pending = new ArrayDeque<>();
  private final List<Connection> opened = new ArrayList<>();

  private final LongSupplier clockNanos;
  private final boolean isMultiplexed;
  private final int streamsMax;
  private final Queue<Promise<Void>> pings = new ArrayDeque<>();
  private final List<Runnable> scheduled = new ArrayList<>();
  private int expectedStreams;
  private int enhanceYourCalms;

  /** HTTP/1.1 connections. */
  FakeConnector(LongSupplier clockNanos) {
    this(clockNanos, false, 1);
  }

  FakeConnector(LongSupplier clockNanos, boolean isMultiplexed, int streamsMax) {
    this.clockNanos = clockNanos;
    this.isMultiplexed = isMultiplexed;
    this.streamsMax = streamsMax;
    this.expectedStreams = Math.max(1, streamsMax);
  }

  @Override
  public UpstreamConnection wrap(Wire wire) {
    long nowNanos = clockNanos.getAsLong();
    ResetBudget resets = new ResetBudget(3, 1_000_000_000, nowNanos);
    return new UpstreamConnection(wire, resets, streamsMax, nowNanos);
  }

  @Override
  public Future<?> ping(Wire wire) {
    Promise<Void> answered = Promise.promise();
    pings.add(answered);
    return answered.future();
  }

  @Override
  public long nowNanos() {
    return clockNanos.getAsLong();
  }

  @Override
  public int expectedStreams() {
    return expectedStreams;
  }

  @Override
  public Runnable schedule(long delayNanos, Runnable task) {
    scheduled.add(task);
    return () -> scheduled.remove(task);
  }

  /** Runs everything scheduled; the test sets the clock itself. */
  void runScheduled() {
    List<Runnable> due = List.copyOf(scheduled);
    scheduled.clear();
    due.forEach(Runnable::run);
  }

  @Override
  public void onConnectionsChanged() {}

  @Override
  public void onConnectFailed(Outcome.Failure failure) {}

  @Override
  public void onCapacity(int exchanges) {
    expectedStreams = exchanges;
  }

  @Override
  public void onSurplus() {}

  @Override
  public void onEnhanceYourCalm() {
    enhanceYourCalms++;
  }

  /** How often the lane reported ENHANCE_YOUR_CALM. */
  int enhanceYourCalms() {
    return enhanceYourCalms;
  }

  /** Pending PINGs. */
  Queue<Promise<Void>> pings() {
    return pings;
  }

  @Override
  public Future<Wire> connect() {
    Promise<Wire> promise = Promise.promise();
    pending.add(promise);
    return promise.future();
  }

  /** Pending connects. */
  int pending() {
    return pending.size();
  }

  /** Completes the oldest pending connect. */
  Connection succeed() {
    Connection connection = new Connection(isMultiplexed, streamsMax);
    opened.add(connection);
    pending.remove().complete(connection);
    return connection;
  }

  /** Completes the latest pending connect, while older ones hang. */
  Connection succeedLatest() {
    Connection connection = new Connection(isMultiplexed, streamsMax);
    opened.add(connection);
    pending.removeLast().complete(connection);
    return connection;
  }

  /** Fails the oldest pending connect attempt. */
  void fail(Exception cause) {
    pending.remove().fail(cause);
  }

  /** Reports every connection that the lane has closed. */
  void reportClosed() {
    List.copyOf(opened).stream().filter(Connection::isClosing).forEach(Connection::reportClosed);
  }
}
