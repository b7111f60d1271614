package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import java.util.List;
import java.util.Objects;
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
  private static final RequestListener NO_LISTENER = new Several(List.of(), _ -> {});

  private final List<Listener> listeners;
  // Any event loop may set it.
  private final AtomicBoolean isBugLogged = new AtomicBoolean();

  public Listeners(List<? extends Listener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    List<RequestListener> started =
        listeners.stream().map(listener -> started(listener, request)).toList();
    return new Several(started, this::onBug);
  }

  @Override
  public void onShed(ShedReason reason) {
    notify(listeners, listener -> listener.onShed(reason), this::onBug);
  }

  @Override
  public void onHedgesWithheld(int count, ShedReason reason) {
    notify(listeners, listener -> listener.onHedgesWithheld(count, reason), this::onBug);
  }

  @Override
  public void onLoopDelay(long delayNanos) {
    notify(listeners, listener -> listener.onLoopDelay(delayNanos), this::onBug);
  }

  private RequestListener started(Listener listener, StartedRequest request) {
    try {
      return listener.onRequestStarted(request);
    } catch (RuntimeException e) {
      onBug(e);
      return NO_LISTENER;
    }
  }

  private void onBug(RuntimeException bug) {
    if (isBugLogged.compareAndSet(false, true)) {
      LOG.error("a telemetry listener failed; further failures are not logged", bug);
    }
  }

  private static <T> void notify(
      List<T> listeners, Consumer<T> event, Consumer<RuntimeException> onBug) {
    for (T listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        onBug.accept(e);
      }
    }
  }

  private record Several(List<RequestListener> listeners, Consumer<RuntimeException> onBug)
      implements RequestListener {
    @Override
    public @Nullable String traceId() {
      return listeners.stream()
          .map(RequestListener::traceId)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      Listeners.notify(listeners, listener -> listener.onAttemptStarted(attempt), onBug);
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      Listeners.notify(listeners, listener -> listener.onAttemptSending(number, headers), onBug);
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      Listeners.notify(
          listeners, listener -> listener.onAttemptEnded(attempt, outcome, durationNanos), onBug);
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      Listeners.notify(listeners, listener -> listener.onRequestEnded(request), onBug);
    }
  }
}
