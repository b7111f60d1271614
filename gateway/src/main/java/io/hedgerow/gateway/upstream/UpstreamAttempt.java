package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the wire: waits for a connection to its replica, sends the request, reads the
 * answer. If a reused connection dies before the answer, the upstream has not failed: the request
 * is retried once on a fresh connection, within the same deadline. With several replicas it is
 * retried at another replica, even if the connection was new: a GET may be repeated (RFC 9110,
 * section 9.2.2). An attempt that has not been sent yet moves to another replica if it gets no
 * connection in time.
 *
 * <p>Belongs to one event loop. Reports its end to its {@link Listener} once, or not at all after
 * {@link #cancel}.
 */
public final class UpstreamAttempt implements Lane.Waiter, Exchange.Listener {
  /**
   * Gets the progress of an attempt and, once, its end. May be called from inside {@link
   * UpstreamClient#launch}.
   */
  public interface Listener {
    /**
     * The attempt goes to this replica. Called again if it moves to another one, and never if the
     * upstream has only one.
     */
    void onAttemptPlaced(int number, String replica);

    /**
     * The attempt has its connection and is about to be sent. Called again if it is retried.
     *
     * @param headers adds a header to the request: its name, in lower case, and its value
     */
    void onAttemptSending(int number, BiConsumer<String, String> headers);

    void onAttemptSucceeded(int number, UpstreamAnswer answer);

    /** The answer is neither a success nor a failure: the route's {@code finals} has its status. */
    void onAttemptFinal(int number, UpstreamAnswer answer);

    void onAttemptFailed(int number, Outcome.Failure failure);
  }

  /** RFC 8305, section 5: how long to wait for a connection before another replica is tried. */
  private static final long CONNECT_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final Outcome.Failure NOT_CONNECTED =
      new Outcome.Unreachable(Outcome.Unreachable.Cause.CONNECT_TIMED_OUT);
  private static final Outcome TIMED_OUT = new Outcome.TimedOut();
  private static final Outcome LOST = new Outcome.Cancelled(CancelReason.SUPERSEDED);
  private static final Outcome ANSWERED = new Outcome.Succeeded(200);

  private final UpstreamClient client;
  private final Picks picks;
  private final int number;
  private final UpstreamRequest request;
  private final Deadline deadline;
  private final Listener listener;

  // The current replica, and since when it is.
  private ReplicaClient replica;
  private Lane lane;
  private long startedNanos;
  // The head of the request that the next exchange sends.
  private RequestHead head;
  private @Nullable Exchange exchange;
  private @Nullable Timer moveTimer;
  private boolean isRetried;
  private boolean isOver;

  UpstreamAttempt(
      UpstreamClient client,
      Picks picks,
      ReplicaClient replica,
      int number,
      UpstreamRequest request,
      Deadline deadline,
      Listener listener) {
    this.client = client;
    this.picks = picks;
    this.number = number;
    this.request = request;
    this.deadline = deadline;
    this.listener = listener;
    this.replica = replica;
    this.lane = replica.lane(picks.timesOf(replica.replica()));
    this.head = replica.head(request);
  }

  void start() {
    acquire();
  }

  /** This attempt has decided its race. */
  public void onWon() {
    replica.replica().onWon();
  }

  /**
   * Stops the attempt in any state, without calling the listener; idempotent.
   *
   * @param reason after DEADLINE a silent HTTP/2 connection is checked with a PING
   */
  public void cancel(CancelReason reason) {
    if (isOver) {
      return;
    }
    end(reason == CancelReason.DEADLINE ? TIMED_OUT : LOST);
    if (exchange != null) {
      exchange.cancel(reason);
    } else {
      lane.forget(this);
    }
  }

  @Override
  public void onConnection(UpstreamConnection connection) {
    stopWaiting();
    exchange = client.newExchange(lane, connection, request.route(), this);
    client.addDeadline(head, deadline);
    listener.onAttemptSending(number, head::add);
    exchange.start(head);
  }

  @Override
  public void onNoConnection(Outcome.Failure failure) {
    if (!moveOn(failure)) {
      onFailed(failure);
    }
  }

  @Override
  public void onSucceeded(UpstreamAnswer answer) {
    if (!isOver) {
      end(ANSWERED);
      listener.onAttemptSucceeded(number, answer);
    }
  }

  @Override
  public void onFinal(UpstreamAnswer answer) {
    if (!isOver) {
      end(ANSWERED);
      listener.onAttemptFinal(number, answer);
    }
  }

  @Override
  public void onFailed(Outcome.Failure failure) {
    if (!isOver) {
      end(failure);
      listener.onAttemptFailed(number, failure);
    }
  }

  @Override
  public void onRetryAfter(long delayNanos) {
    client.onRetryAfter(replica, delayNanos);
  }

  @Override
  public void onLostBeforeAnswer(Exchange.Retry retry, Outcome.Failure failure) {
    if (isOver) {
      return;
    }
    if (isRetried || !client.isBefore(deadline)) {
      onFailed(failure);
      return;
    }
    isRetried = true;
    exchange = null;
    if (moveOn(failure)) {
      client.onRetried();
    } else if (retry == Exchange.Retry.ALLOWED) {
      client.onRetried();
      head = replica.head(request);
      lane.acquireFresh(this);
    } else {
      onFailed(failure);
    }
  }

  private void acquire() {
    if (client.hasSeveralReplicas()) {
      listener.onAttemptPlaced(number, replica.replica().name());
    }
    startedNanos = client.onStarted(replica);
    lane.acquire(this);
    if (!isOver && exchange == null && moveTimer == null && client.hasSeveralReplicas()) {
      moveTimer = client.schedule(CONNECT_DELAY_NANOS, this::onDelay);
    }
  }

  private void onDelay() {
    moveTimer = null;
    lane.forget(this);
    if (!moveOn(NOT_CONNECTED)) {
      lane.acquire(this);
    }
  }

  /**
   * Moves to another replica.
   *
   * @return false if the race has already used every replica that is in
   */
  private boolean moveOn(Outcome.Failure failure) {
    ReplicaClient next = client.chooseInstead(picks);
    if (next == null) {
      return false;
    }
    stopWaiting();
    client.onEnded(replica, failure, startedNanos);
    replica = next;
    lane = next.lane(picks.timesOf(next.replica()));
    head = next.head(request);
    acquire();
    return true;
  }

  private void stopWaiting() {
    if (moveTimer != null) {
      moveTimer.cancel();
      moveTimer = null;
    }
  }

  private void end(Outcome outcome) {
    isOver = true;
    stopWaiting();
    client.onEnded(replica, outcome, startedNanos);
  }
}
