package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Obstacle;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The connections that attempt number k of every race on one event loop uses, so that a hedge never
 * meets the connection on which an earlier attempt is stalling.
 *
 * <p>Connections are handed out last in, first out, to keep few of them warm; those who wait are
 * served first come, first served. A connection is opened because somebody waits, but belongs to
 * nobody until it is there: one that comes after its waiter has gone is kept as idle.
 *
 * <p>Belongs to one event loop, like everything that calls it. Owns its connections.
 */
final class Lane {
  /** Somebody who wants a connection; told exactly one of the two, unless it is forgotten. */
  interface Waiter {
    void onConnection(UpstreamConnection connection);

    void onNoConnection(Outcome.Failure failure);
  }

  private static final Outcome.Failure NONE_FREE =
      new Outcome.Unreachable(Obstacle.NO_CONNECTION_FREE);

  private final Supplier<Future<HttpClientConnection>> connector;
  private final LongSupplier clockNanos;
  private final int connectionsMax;
  private final int pendingMax;
  private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
  private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
  private final SequencedSet<Waiter> waitingForFresh = new LinkedHashSet<>();
  private int opening;
  private int open;
  private boolean isClosed;

  Lane(
      Supplier<Future<HttpClientConnection>> connector,
      LongSupplier clockNanos,
      int connectionsMax,
      int pendingMax) {
    this.connector = connector;
    this.clockNanos = clockNanos;
    this.connectionsMax = connectionsMax;
    this.pendingMax = pendingMax;
  }

  /** Gives a connection: at once if one is idle, otherwise when one is released or made. */
  void acquire(Waiter waiter) {
    UpstreamConnection connection = idle.pollLast();
    if (connection != null) {
      waiter.onConnection(connection);
    } else if (isClosed || (!canOpen() && waiting() - opening >= pendingMax)) {
      waiter.onNoConnection(NONE_FREE);
    } else {
      acquireLater(waiter, waiting);
    }
  }

  /**
   * Gives a connection that nobody has used before, to a waiter whose own has just died. The bound
   * on those who wait does not apply: the place of the dead connection is about to be free.
   */
  void acquireFresh(Waiter waiter) {
    if (isClosed) {
      waiter.onNoConnection(NONE_FREE);
      return;
    }
    if (!canOpen() && !idle.isEmpty()) {
      idle.removeFirst().http().close();
    }
    acquireLater(waiter, waitingForFresh);
  }

  /** The waiter is not interested any more. */
  void forget(Waiter waiter) {
    waiting.remove(waiter);
    waitingForFresh.remove(waiter);
  }

  /** The exchange on this connection is complete; another one may follow. */
  void release(UpstreamConnection connection) {
    if (isClosed) {
      connection.http().close();
    } else if (!connection.isClosed()) {
      connection.onIdle(clockNanos.getAsLong());
      offer(connection);
    }
  }

  /** Closes the connections that have been idle since {@code sinceNanos} or longer. */
  void closeIdle(long sinceNanos) {
    while (!idle.isEmpty() && idle.getFirst().idleSinceNanos() - sinceNanos <= 0) {
      idle.removeFirst().http().close();
    }
  }

  /**
   * Closes what is idle now, and what is in use as soon as it is released; who waits, now or later,
   * gets no connection any more.
   */
  void close() {
    isClosed = true;
    idle.forEach(connection -> connection.http().close());
    idle.clear();
    while (waiting() > 0) {
      pollWaiter().onNoConnection(NONE_FREE);
    }
  }

  int idle() {
    return idle.size();
  }

  int leased() {
    return open - idle.size();
  }

  int waiting() {
    return waiting.size() + waitingForFresh.size();
  }

  private boolean canOpen() {
    return open + opening < connectionsMax;
  }

  private void acquireLater(Waiter waiter, SequencedSet<Waiter> queue) {
    queue.add(waiter);
    openWhatIsMissing();
  }

  private void openWhatIsMissing() {
    while (!isClosed && opening < waiting() && canOpen()) {
      opening++;
      connector.get().onComplete(this::onConnected, this::onConnectFailed);
    }
  }

  private void onConnected(HttpClientConnection http) {
    opening--;
    open++;
    UpstreamConnection connection = new UpstreamConnection(http);
    http.closeHandler(_ -> onClosed(connection));
    // Without a handler Vert.x logs every lost connection; the exchange is told of it anyway.
    http.exceptionHandler(_ -> {});
    if (isClosed) {
      http.close();
    } else {
      offer(connection);
    }
  }

  private void onConnectFailed(Throwable failure) {
    opening--;
    if (waiting() > opening) {
      pollWaiter().onNoConnection(ConnectFailure.of(failure));
    }
    openWhatIsMissing();
  }

  private Waiter pollWaiter() {
    return waitingForFresh.isEmpty() ? waiting.removeFirst() : waitingForFresh.removeFirst();
  }

  private void onClosed(UpstreamConnection connection) {
    connection.onClosed();
    open--;
    idle.remove(connection);
    openWhatIsMissing();
  }

  private void offer(UpstreamConnection connection) {
    if (!connection.isReused() && !waitingForFresh.isEmpty()) {
      waitingForFresh.removeFirst().onConnection(connection);
    } else if (!waiting.isEmpty()) {
      waiting.removeFirst().onConnection(connection);
    } else {
      connection.onIdle(clockNanos.getAsLong());
      idle.addLast(connection);
    }
  }
}
