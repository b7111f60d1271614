package io.hedgerow.gateway.upstream;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on the wire: waits for a connection of its lane, sends the request, reads the answer.
 * A reused connection that dies before the answer is not the upstream's failure: the request is
 * then sent once more, on a fresh connection, inside the same deadline.
 *
 * <p>Belongs to one event loop. Ends by itself with one call of its {@link Listener}, or by {@link
 * #cancel} with none.
 */
public final class UpstreamAttempt implements Lane.Waiter, Exchange.Listener {
  /**
   * Told how an attempt goes on and, once, how it ended. May be called from inside {@link
   * UpstreamClient#launch}.
   */
  public interface Listener {
    /**
     * The attempt has its connection and is about to be sent; comes a second time if it is retried.
     *
     * @param headers of the request, to be added to
     */
    void onAttemptSending(int number, MultiMap headers);

    void onAttemptSucceeded(int number, Buffer body);

    void onAttemptFailed(int number, Outcome.Failure failure);
  }

  private final UpstreamClient client;
  private final Lane lane;
  private final int number;
  private final Deadline deadline;
  private final Listener listener;

  private @Nullable Exchange exchange;
  private boolean isRetried;
  private boolean isOver;

  UpstreamAttempt(
      UpstreamClient client, Lane lane, int number, Deadline deadline, Listener listener) {
    this.client = client;
    this.lane = lane;
    this.number = number;
    this.deadline = deadline;
    this.listener = listener;
  }

  void start() {
    lane.acquire(this);
  }

  /**
   * Stops the attempt wherever it is; idempotent, and nothing is told.
   *
   * @param reason DEADLINE raises the suspicion that the connection is dead
   */
  public void cancel(CancelReason reason) {
    if (isOver) {
      return;
    }
    end();
    if (exchange != null) {
      exchange.cancel(reason == CancelReason.DEADLINE);
    } else {
      lane.forget(this);
    }
  }

  @Override
  public void onConnection(UpstreamConnection connection) {
    exchange = client.newExchange(lane, connection, this);
    RequestOptions request = client.request(deadline);
    listener.onAttemptSending(number, request.getHeaders());
    exchange.start(request);
  }

  @Override
  public void onNoConnection(Outcome.Failure failure) {
    onFailed(failure);
  }

  @Override
  public void onAnswered(Buffer body) {
    if (!isOver) {
      end();
      listener.onAttemptSucceeded(number, body);
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
  public void onLostBeforeAnswer(boolean isWorthAnother, Outcome.Failure failure) {
    if (isOver) {
      return;
    }
    if (isWorthAnother && !isRetried && client.isBefore(deadline)) {
      isRetried = true;
      exchange = null;
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
