package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Combines several listeners into one. An exception thrown by one listener does not reach the
 * request or the other listeners. Only the first exception is logged.
 */
public final class Listeners implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  // Arrays, because every event would allocate a list's iterator.
  private final Listener[] listeners;
  private final RequestListener noListener = new Several(new RequestListener[0]);
  // Set by any event loop.
  private final AtomicBoolean isBugLogged;

  public Listeners(List<? extends Listener> listeners) {
    this(listeners, new AtomicBoolean());
  }

  private Listeners(List<? extends Listener> listeners, AtomicBoolean isBugLogged) {
    this.listeners = listeners.toArray(Listener[]::new);
    this.isBugLogged = isBugLogged;
  }

  /** These listeners and one more. */
  public Listeners with(Listener more) {
    List<Listener> all = new ArrayList<>(List.of(listeners));
    all.add(more);
    return new Listeners(all, isBugLogged);
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    RequestListener[] started = new RequestListener[listeners.length];
    for (int i = 0; i < started.length; i++) {
      started[i] = started(listeners[i], request);
    }
    return new Several(started);
  }

  @Override
  public void onRoutesInForce(Routes routes) {
    notify(listeners, listener -> listener.onRoutesInForce(routes));
  }

  @Override
  public void onShed(ShedReason reason) {
    notify(listeners, listener -> listener.onShed(reason));
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    notify(listeners, listener -> listener.onHedgesWithheld(count, reason));
  }

  @Override
  public void onLoopDelay(long delayNanos) {
    notify(listeners, listener -> listener.onLoopDelay(delayNanos));
  }

  private RequestListener started(Listener listener, StartedRequest request) {
    try {
      return listener.onRequestStarted(request);
    } catch (RuntimeException e) {
      onBug(e);
      return noListener;
    }
  }

  private void onBug(RuntimeException bug) {
    if (isBugLogged.compareAndSet(false, true)) {
      LOG.error("a telemetry listener failed; further failures are not logged", bug);
    }
  }

  private <T> void notify(T[] listeners, Consumer<T> event) {
    for (T listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        onBug(e);
      }
    }
  }

  private final class Several implements RequestListener {
    private final RequestListener[] started;

    Several(RequestListener[] started) {
      this.started = started;
    }

    @Override
    public @Nullable String traceId() {
      for (RequestListener listener : started) {
        String traceId = listener.traceId();
        if (traceId != null) {
          return traceId;
        }
      }
      return null;
    }

    @Override
    public void onRaceStarted(long timeoutNanos, long deadlineNanos) {
      Listeners.this.notify(
          started, listener -> listener.onRaceStarted(timeoutNanos, deadlineNanos));
    }

    @Override
    public void onHedgesWithheld(int count, ShedReason reason) {
      Listeners.this.notify(started, listener -> listener.onHedgesWithheld(count, reason));
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      Listeners.this.notify(started, listener -> listener.onAttemptStarted(attempt));
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      Listeners.this.notify(started, listener -> listener.onAttemptSending(number, headers));
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      Listeners.this.notify(
          started, listener -> listener.onAttemptEnded(attempt, outcome, durationNanos));
    }

    @Override
    public void onHedgesShadowed(int count, LaunchReason reason, long nowNanos) {
      Listeners.this.notify(
          started, listener -> listener.onHedgesShadowed(count, reason, nowNanos));
    }

    @Override
    public void onRaceJoined() {
      Listeners.this.notify(started, RequestListener::onRaceJoined);
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      Listeners.this.notify(started, listener -> listener.onRequestEnded(request));
    }
  }
}
