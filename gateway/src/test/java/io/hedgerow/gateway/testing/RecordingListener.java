package io.hedgerow.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of a gateway per request and checks the contract: each start has one end, and
 * no event follows the end of the request.
 */
public final class RecordingListener implements Listener {
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> violations = new CopyOnWriteArrayList<>();

  @Override
  public RequestListener onRequestStarted(StartedRequest started) {
    Request request = new Request(started);
    requests.add(request);
    return request;
  }

  public void clear() {
    requests.clear();
    violations.clear();
  }

  /** The events of the requests that have not ended. */
  public List<List<String>> open() {
    return requests.stream().filter(r -> r.ended == null).map(Request::events).toList();
  }

  /** The events of all requests, in order of arrival. */
  public List<List<String>> events() {
    return requests.stream().map(Request::events).toList();
  }

  /** The ends of all requests, in order of arrival. */
  public List<EndedRequest> ended() {
    return requests.stream().map(r -> Objects.requireNonNull(r.ended)).toList();
  }

  public void assertContractKept() {
    assertThat(violations).isEmpty();
  }

  /** Belongs to the event loop of its request; other threads read it only after the end. */
  private final class Request implements RequestListener {
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Set<Integer> running = new TreeSet<>();
    private final List<Integer> started = new ArrayList<>();
    private volatile @Nullable EndedRequest ended;

    Request(StartedRequest request) {
      events.add(request.route());
    }

    List<String> events() {
      return List.copyOf(events);
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {
      add(attempt.number() + " started " + attempt.reason());
      check(!started.contains(attempt.number()), "attempt started twice");
      started.add(attempt.number());
      running.add(attempt.number());
    }

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {
      check(running.contains(number), "sending an attempt that does not run");
    }

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      add(attempt.number() + " " + outcome.label());
      check(running.remove(attempt.number()), "attempt ended without running");
      check(durationNanos >= 0, "negative duration");
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      add(request.status() + " " + request.verdict().label());
      check(running.isEmpty(), "request ended before its attempts");
      ended = request;
    }

    private void add(String event) {
      check(ended == null, "told after the end: " + event);
      events.add(event);
    }

    private void check(boolean isKept, String otherwise) {
      if (!isKept) {
        violations.add(otherwise + ": " + events);
      }
    }
  }
}
