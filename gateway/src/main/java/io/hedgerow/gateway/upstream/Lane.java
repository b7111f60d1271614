package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Outcome.Unreachable.Cause;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections for attempt number k of every race on one event loop. A hedge never shares a
 * connection on which an earlier attempt of its race is stalling.
 *
 * <p>An exchange gets the most recently used connection that has room, so few connections stay
 * warm. Waiters are served in order of arrival. A connection is opened because an attempt waits,
 * but is not reserved for it: if the waiter has gone when the connection opens, it is kept idle.
 *
 * <p>A connection is <i>retired</i> when the upstream sends GOAWAY or the connection is too old:
 * its exchanges run to completion, new ones use other connections, and then it is closed.
 *
 * <p>Belongs to one event loop, like everything that calls it. Owns its connections.
 */
final class Lane {
  /**
   * Waits for a connection. Gets exactly one of the two calls, unless {@link #forget} comes first.
   */
  interface Waiter {
    void onConnection(UpstreamConnection connection);

    void onNoConnection(Outcome.Failure failure);
  }

  /** What a lane needs to open and check connections. */
  interface Host {
    Future<Wire> connect();

    UpstreamConnection wrap(Wire wire);

    /** Succeeds if the connection answers a PING in time. */
    Future<?> ping(Wire wire);

    long nowNanos();

    /** Runs the task once after the delay, unless the returned action cancels it first. */
    Runnable schedule(long delayNanos, Runnable task);

    /** A connection was opened, was closed, or takes no more exchanges. */
    void onConnectionsChanged();

    /** No connection could be opened. */
    void onConnectFailed(Outcome.Failure failure);

    /** The latest connection carries this many exchanges at once; 0 means none for now. */
    void onCapacity(int exchanges);

    /** How many exchanges the next connection is expected to carry at once. */
    int expectedStreams();

    /** The upstream closed a connection because of too many resets (ENHANCE_YOUR_CALM). */
    void onEnhanceYourCalm();

    /** The upstream sent bytes that belong to no request. */
    void onSurplus();
  }

  /** RFC 8305 section 5: how long a connect may take before another one is tried as well. */
  private static final long CONNECT_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Connections opened while the upstream allows no streams (MAX_CONCURRENT_STREAMS is 0). */
  private static final int WITHOUT_STREAMS_MAX = 2;

  private static final Outcome.Failure NONE_FREE =
      new Outcome.Unreachable(Cause.NO_CONNECTION_FREE);

  private final Host host;
  private final int connectionsMax;
  private final int pendingMax;
  private final SequencedSet<UpstreamConnection> available = new LinkedHashSet<>();
  private final Set<UpstreamConnection> connections = new LinkedHashSet<>();
  private final Set<UpstreamConnection> retired = new LinkedHashSet<>();
  private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
  private final SequencedSet<Waiter> waitingForFresh = new LinkedHashSet<>();
  private int opening;
  // How many of those are extra, opened because others hang. Waiters do not count on them.
  private int extra;
  private long openingSinceNanos;
  // Cancels the timer for an extra connection. Set while it runs: while waiters await a connect.
  private @Nullable Runnable delayCancellation;
  private boolean isClosed;

  Lane(Host host, int connectionsMax, int pendingMax) {
    this.host = host;
    this.connectionsMax = connectionsMax;
    this.pendingMax = pendingMax;
  }

  /** Opens a connection unless one is open or about to be. */
  void openFirst() {
    if (!isClosed && connections.isEmpty() && opening == 0) {
      connect().onComplete(this::onConnected, this::onConnectFailed);
    }
  }

  /** Whether no open connection takes exchanges. */
  boolean isEmpty() {
    return connections.isEmpty();
  }

  /** Gives the waiter a connection: at once if one has room, otherwise when one has or opens. */
  void acquire(Waiter waiter) {
    if (!available.isEmpty()) {
      start(available.getLast(), waiter);
    } else if (isClosed || (!canOpen() && waiting() - awaitedStreams() >= pendingMax)) {
      waiter.onNoConnection(NONE_FREE);
    } else {
      acquireLater(waiter, waiting);
    }
  }

  /**
   * Gives an unused connection to a waiter whose own has just died. The maximum number of waiters
   * does not apply, because the dead connection is about to free its place.
   */
  void acquireFresh(Waiter waiter) {
    if (isClosed) {
      waiter.onNoConnection(NONE_FREE);
      return;
    }
    if (!canOpen()) {
      available.stream().filter(c -> c.exchanges() == 0).findFirst().ifPresent(this::closeIdle);
    }
    acquireLater(waiter, waitingForFresh);
  }

  /** Removes the waiter from the queue. */
  void forget(Waiter waiter) {
    waiting.remove(waiter);
    waitingForFresh.remove(waiter);
    updateDelay();
  }

  /** An exchange on this connection is over, and the connection can be reused. */
  void release(UpstreamConnection connection) {
    connection.onExchangeEnded(host.nowNanos());
    if (isClosed || connection.isRetired()) {
      closeIfDone(connection);
    } else {
      offer(connection);
    }
  }

  /** Accepts no new exchanges on this connection, and closes it when the current ones are over. */
  void retire(UpstreamConnection connection) {
    if (connection.isClosed() || connection.isRetired()) {
      return;
    }
    connection.onRetired();
    available.remove(connection);
    connections.remove(connection);
    retired.add(connection);
    closeIfDone(connection);
    openIfNeeded();
    host.onConnectionsChanged();
  }

  /**
   * An attempt timed out on this HTTP/2 connection and nothing arrived meanwhile. Sends a PING, and
   * closes the connection if no answer comes. HTTP/1.1 does not need this: there a timed-out
   * attempt closes its connection.
   */
  void suspect(UpstreamConnection connection) {
    if (connection.isClosed() || connection.isSuspect()) {
      return;
    }
    connection.onSuspected();
    available.remove(connection);
    host.ping(connection.wire())
        .onComplete(
            _ -> {
              connection.onHeard(host.nowNanos());
              connection.onCleared();
              offer(connection);
            },
            _ -> connection.wire().close());
  }

  /** Closes the connections that have been idle since {@code sinceNanos} or earlier. */
  void closeIdle(long sinceNanos) {
    List.copyOf(available).stream()
        .filter(c -> c.exchanges() == 0 && c.idleSinceNanos() - sinceNanos <= 0)
        .forEach(this::closeIdle);
  }

  /** Retires the connections that were opened at {@code sinceNanos} or earlier. */
  void retireOpened(long sinceNanos) {
    List.copyOf(connections).stream()
        .filter(connection -> connection.openedNanos() - sinceNanos <= 0)
        .forEach(this::retire);
  }

  /** Closes all connections. Waiters, present and future, get none. */
  void close() {
    isClosed = true;
    available.clear();
    connections.forEach(connection -> connection.wire().close());
    retired.forEach(connection -> connection.wire().close());
    while (waiting() > 0) {
      pollWaiter().onNoConnection(NONE_FREE);
    }
    updateDelay();
  }

  /** Connections that no exchange uses. */
  int idle() {
    return (int) available.stream().filter(c -> c.exchanges() == 0).count();
  }

  /** Exchanges on the connections, including those being drained. */
  int exchanges() {
    return connections.stream().mapToInt(UpstreamConnection::exchanges).sum()
        + retired.stream().mapToInt(UpstreamConnection::exchanges).sum();
  }

  /** Connections that are open, retired ones included. */
  int connections() {
    return connections.size() + retired.size();
  }

  int waiting() {
    return waiting.size() + waitingForFresh.size();
  }

  private boolean canOpen() {
    int max = host.expectedStreams() == 0 ? WITHOUT_STREAMS_MAX : connectionsMax;
    return connections.size() + opening < Math.min(max, connectionsMax);
  }

  private int awaitedStreams() {
    return (opening - extra) * Math.max(1, host.expectedStreams());
  }

  private void acquireLater(Waiter waiter, SequencedSet<Waiter> queue) {
    queue.add(waiter);
    openIfNeeded();
  }

  private void openIfNeeded() {
    while (!isClosed && awaitedStreams() < waiting() && canOpen()) {
      connect().onComplete(this::onConnected, this::onConnectFailed);
    }
    updateDelay();
  }

  private Future<Wire> connect() {
    if (opening == 0) {
      openingSinceNanos = host.nowNanos();
    }
    opening++;
    return host.connect();
  }

  private void updateDelay() {
    boolean isNeeded = opening > 0 && waiting() > 0;
    if (isNeeded && delayCancellation == null) {
      delayCancellation = host.schedule(CONNECT_DELAY_NANOS, this::onDelay);
    } else if (!isNeeded && delayCancellation != null) {
      delayCancellation.run();
      delayCancellation = null;
    }
  }

  /** Opens an extra connection if none has opened for a while: those being opened may hang. */
  private void onDelay() {
    delayCancellation = null;
    boolean isSlow = host.nowNanos() - openingSinceNanos >= CONNECT_DELAY_NANOS;
    if (isSlow && opening > 0 && waiting() > 0 && canOpen()) {
      openExtra();
    }
    updateDelay();
  }

  /** If it fails, no waiter fails: waiters fail with the connection opened for them. */
  private void openExtra() {
    extra++;
    connect()
        .onComplete(
            wire -> {
              extra--;
              onConnected(wire);
            },
            _ -> {
              extra--;
              opening--;
              openIfNeeded();
            });
  }

  private void onConnected(Wire wire) {
    opening--;
    openingSinceNanos = host.nowNanos();
    UpstreamConnection connection = host.wrap(wire);
    host.onCapacity(connection.capacity());
    connections.add(connection);
    wire.listen(new Events(connection));
    if (isClosed) {
      wire.close();
      return;
    }
    host.onConnectionsChanged();
    offer(connection);
    if (connection.exchanges() == 0) {
      connection.onIdle(host.nowNanos());
    }
    openIfNeeded();
  }

  private void onConnectFailed(Throwable failure) {
    opening--;
    openingSinceNanos = host.nowNanos();
    Outcome.Failure outcome = ConnectFailure.of(failure);
    host.onConnectFailed(outcome);
    int unserved = Math.min(Math.max(1, host.expectedStreams()), waiting() - awaitedStreams());
    for (int i = 0; i < unserved && waiting() > 0; i++) {
      pollWaiter().onNoConnection(outcome);
    }
    openIfNeeded();
  }

  private void offer(UpstreamConnection connection) {
    while (connection.hasRoom() && waiting() > 0) {
      if (!connection.isReused() && !waitingForFresh.isEmpty()) {
        start(connection, waitingForFresh.removeFirst());
      } else if (!waiting.isEmpty()) {
        start(connection, waiting.removeFirst());
      } else {
        break;
      }
    }
    if (connection.hasRoom()) {
      available.addLast(connection);
    } else {
      available.remove(connection);
    }
  }

  private void start(UpstreamConnection connection, Waiter waiter) {
    connection.onExchangeStarted();
    if (!connection.hasRoom()) {
      available.remove(connection);
    }
    waiter.onConnection(connection);
  }

  private Waiter pollWaiter() {
    return waitingForFresh.isEmpty() ? waiting.removeFirst() : waitingForFresh.removeFirst();
  }

  private void closeIdle(UpstreamConnection connection) {
    connection.onRetired();
    available.remove(connection);
    connection.wire().close();
  }

  private void closeIfDone(UpstreamConnection connection) {
    if (connection.exchanges() == 0 && !connection.isClosed()) {
      connection.wire().close();
    }
  }

  /** Handles the events of one connection. */
  private final class Events implements Wire.Listener {
    private final UpstreamConnection connection;

    Events(UpstreamConnection connection) {
      this.connection = connection;
    }

    @Override
    public void onSettings() {
      host.onCapacity(connection.capacity());
      offer(connection);
      openIfNeeded();
    }

    @Override
    public void onGoAway(long errorCode, int lastStreamId) {
      if (errorCode == Http2Error.ENHANCE_YOUR_CALM.code()) {
        connection.onEnhanceYourCalm();
        host.onEnhanceYourCalm();
      }
      connection.onGoAway(lastStreamId);
      retire(connection);
    }

    @Override
    public void onSurplus() {
      host.onSurplus();
      retire(connection);
    }

    @Override
    public void onClosed() {
      connection.onClosed();
      available.remove(connection);
      connections.remove(connection);
      retired.remove(connection);
      openIfNeeded();
      host.onConnectionsChanged();
    }
  }
}
