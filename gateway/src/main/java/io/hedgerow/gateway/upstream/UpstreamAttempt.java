package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the wire: waits for a connection of its lane, sends the request, reads the answer.
 * If a reused connection dies before the answer, the upstream has not failed: the request is
 * retried once on a fresh connection, within the same deadline.
 *
 * <p>Belongs to one event loop. Its end is one call of its {@link Listener}; after {@link #cancel}
 * there is none.
 */
public final class UpstreamAttempt implements Lane.Waiter, Exchange.Listener {
  /**
   * Gets the progress of an attempt and, once, its end. May be called from inside {@link
   * UpstreamClient#launch}.
   */
  public interface Listener {
    /**
     * The attempt has its connection and is about to be sent. Called again if it is retried.
     *
     * @param headers takes names, in lower case, and values of headers to add to the request
     */
    void onAttemptSending(int number, BiConsumer<String, String> headers);

    void onAttemptSucceeded(int number, UpstreamAnswer answer);

    /** The answer is neither a success nor a failure: the route's {@code finals} has its status. */
    void onAttemptFinal(int number, UpstreamAnswer answer);

    void onAttemptFailed(int number, Outcome.Failure failure);
  }

  private final UpstreamClient client;
  private final Lane lane;
  private final int number;
  private final UpstreamRequest request;
  private final Deadline deadline;
  private final Listener listener;

  // Of the next exchange.
  private RequestHead head;
  private @Nullable Exchange exchange;
  private boolean isRetried;
  private boolean isOver;

  UpstreamAttempt(
      UpstreamClient client,
      Lane lane,
      int number,
      UpstreamRequest request,
      Deadline deadline,
      Listener listener) {
    this.client = client;
    this.lane = lane;
    this.number = number;
    this.request = request;
    this.deadline = deadline;
    this.listener = listener;
    this.head = client.head(request);
  }

  void start() {
    lane.acquire(this);
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
    end();
    if (exchange != null) {
      exchange.cancel(reason);
    } else {
      lane.forget(this);
    }
  }

  @Override
  public void onConnection(UpstreamConnection connection) {
    exchange = client.newExchange(lane, connection, request.route(), this);
    client.addDeadline(head, deadline);
    listener.onAttemptSending(number, head::add);
    exchange.start(head);
  }

  @Override
  public void onNoConnection(Outcome.Failure failure) {
    onFailed(failure);
  }

  @Override
  public void onSucceeded(UpstreamAnswer answer) {
    if (!isOver) {
      end();
      listener.onAttemptSucceeded(number, answer);
    }
  }

  @Override
  public void onFinal(UpstreamAnswer answer) {
    if (!isOver) {
      end();
      listener.onAttemptFinal(number, answer);
    }
  }

  @Override
  public void onFailed(Outcome.Failure failure) {
    if (!isOver) {
      end();
      listener.onAttemptFailed(number, failure);
    }
  }

  @Override
  public void onLostBeforeAnswer(Exchange.Retry retry, Outcome.Failure failure) {
    if (isOver) {
      return;
    }
    if (retry == Exchange.Retry.ALLOWED && !isRetried && client.isBefore(deadline)) {
      isRetried = true;
      exchange = null;
      head = client.head(request);
      client.onRetried();
      lane.acquireFresh(this);
    } else {
      onFailed(failure);
    }
  }

  private void end() {
    isOver = true;
    client.onEnded();
  }
}
