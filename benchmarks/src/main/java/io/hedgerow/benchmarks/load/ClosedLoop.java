package io.hedgerow.benchmarks.load;

import io.netty.handler.codec.http.FullHttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Callers that send their next request when they have the answer to the last one or stop waiting
 * for it (a closed loop). They use the connections and the event loop of an {@link OpenLoop}. Any
 * thread may call {@link #offer}.
 */
public final class ClosedLoop {
  private final OpenLoop connections;
  private int started;
  // Written by any thread, read by the event loop.
  private volatile OpenLoop.@Nullable ResponseListener listener;
  private volatile boolean isOver;

  /** Creates callers that send nothing yet. */
  public ClosedLoop(OpenLoop connections) {
    this.connections = connections;
  }

  /**
   * Starts callers, all at once, until there are this many, and reports requests that start from
   * now on to the listener. With 0, callers stop after their current answer.
   */
  public synchronized void offer(long callers, OpenLoop.ResponseListener listener) {
    this.listener = listener;
    this.isOver = callers == 0;
    for (; started < callers; started++) {
      connections.ask(new Caller(listener));
    }
  }

  /** One caller. Belongs to the event loop. */
  private final class Caller implements OpenLoop.ResponseListener {
    /** The listener of the request in flight. */
    private OpenLoop.ResponseListener current;

    Caller(OpenLoop.ResponseListener first) {
      this.current = first;
    }

    @Override
    public void onAsking(long lateNanos) {
      current = Objects.requireNonNull(listener);
      current.onAsking(lateNanos);
    }

    @Override
    public void onAnswered(FullHttpResponse answer, long nanos) {
      current.onAnswered(answer, nanos);
      askNext();
    }

    @Override
    public void onUnanswered() {
      current.onUnanswered();
      askNext();
    }

    private void askNext() {
      if (!isOver) {
        connections.ask(this);
      }
    }
  }
}
