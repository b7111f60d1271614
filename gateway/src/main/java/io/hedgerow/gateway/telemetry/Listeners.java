package io.hedgerow.gateway.telemetry;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several listeners as one. A bug in one of them costs a request nothing but that listener: it is
 * logged, the first time, and the others are told all the same.
 */
public final class Listeners implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final RequestListener DEAF = new Several(List.of(), _ -> {});

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

  private RequestListener started(Listener listener, StartedRequest request) {
    try {
      return listener.onRequestStarted(request);
    } catch (RuntimeException e) {
      onBug(e);
      return DEAF;
    }
  }

  private void onBug(RuntimeException bug) {
    if (isBugLogged.compareAndSet(false, true)) {
      LOG.error("a bug in the telemetry; further ones are not logged", bug);
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
      tell(listener -> listener.onAttemptStarted(attempt));
    }

    @Override
    public void onAttemptSending(int number, MultiMap headers) {
      tell(listener -> listener.onAttemptSending(number, headers));
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      tell(listener -> listener.onAttemptEnded(attempt, outcome, durationNanos));
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      tell(listener -> listener.onRequestEnded(request));
    }

    private void tell(Consumer<RequestListener> event) {
      for (RequestListener listener : listeners) {
        try {
          event.accept(listener);
        } catch (RuntimeException e) {
          onBug.accept(e);
        }
      }
    }
  }
}
