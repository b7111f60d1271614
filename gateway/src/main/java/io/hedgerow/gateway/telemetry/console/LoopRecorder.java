package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records what happens on one event loop. The {@link Console} takes its counts every second; kept
 * races stay here.
 *
 * <p>Belongs to its event loop: every method is called there, so nothing is locked.
 */
public final class LoopRecorder implements Listener {
  /** The request header that carries the mark of {@link #expect}. */
  public static final String MARK = "hedgerow-try";

  /** Routes that are recorded separately; any more are recorded as {@link Route#NONE}. */
  static final int ROUTES_MAX = 50;

  private final int number;
  private final Map<String, RouteRecorder> routes = new HashMap<>();
  private final Map<String, Consumer<@Nullable KeptRace>> expected = new HashMap<>();
  private Counts<ShedReason> shed = new Counts<>(ShedReason.class);
  private long loopDelayMaxNanos;
  private long races;
  // The running requests, as a linked list.
  private @Nullable RecordedRequest oldest;
  private @Nullable RecordedRequest youngest;

  /**
   * An empty recorder.
   *
   * @param number of the event loop, as a prefix of the IDs of its races
   */
  public LoopRecorder(int number) {
    this.number = number;
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    String mark = expected.isEmpty() ? null : request.headers().get(MARK);
    return new RecordedRequest(
        this, route(request.route()), request, mark == null ? null : expected.remove(mark));
  }

  /**
   * Expects a request with this mark in its header {@value #MARK}. When it has ended, its race is
   * handed over, or null if it had none of its own. Forget a mark that may not arrive.
   */
  public void expect(String mark, Consumer<@Nullable KeptRace> onEnded) {
    expected.put(mark, onEnded);
  }

  /** Expects a mark no longer. */
  public void forget(String mark) {
    expected.remove(mark);
  }

  @Override
  public void onShed(ShedReason reason) {
    shed.add(reason, 1);
  }

  @Override
  public void onLoopDelay(long delayNanos) {
    loopDelayMaxNanos = Math.max(loopDelayMaxNanos, delayNanos);
  }

  /** Forgets all other routes. */
  public void retainRoutes(Set<String> names) {
    routes.keySet().retainAll(names);
  }

  /**
   * Returns the counts since the last call, and starts from zero.
   *
   * @param quantiles by route, to classify races from now on
   */
  public LoopSecond take(Map<String, Quantiles> quantiles) {
    Map<String, Tally> taken = new HashMap<>();
    for (RouteRecorder route : routes.values()) {
      route.setQuantiles(quantiles.getOrDefault(route.name(), Quantiles.UNKNOWN));
      Tally tally = route.take();
      if (tally != null) {
        taken.put(route.name(), tally);
      }
    }
    LoopSecond second = new LoopSecond(taken, shed, loopDelayMaxNanos);
    shed = new Counts<>(ShedReason.class);
    loopDelayMaxNanos = 0;
    return second;
  }

  /** The races that are kept, and for each route those that have run longest. */
  public LoopRaces races(long nowNanos) {
    List<KeptRace> kept = new ArrayList<>();
    Map<String, Map<RaceClass, Long>> counts = new HashMap<>();
    for (RouteRecorder route : routes.values()) {
      kept.addAll(route.kept().all());
      counts.put(route.name(), route.kept().counts());
    }
    for (RecordedRequest request = oldest; request != null; request = request.next) {
      Map<RaceClass, Long> ofRoute = counts.computeIfAbsent(request.route(), _ -> new HashMap<>());
      if (ofRoute.merge(RaceClass.RUNNING, 1L, Long::sum) <= KeptRaces.KEPT_MAX) {
        kept.add(request.running(nowNanos));
      }
    }
    return new LoopRaces(kept, counts);
  }

  /** Adds a race that has started; returns its number. */
  long onRunning(RecordedRequest request) {
    request.previous = youngest;
    if (youngest == null) {
      oldest = request;
    } else {
      youngest.next = request;
    }
    youngest = request;
    return nextId();
  }

  /** The number of the next race to keep; part of its ID. */
  long nextId() {
    return ++races;
  }

  /** Removes a race that has ended. */
  void onOver(RecordedRequest request) {
    RecordedRequest before = request.previous;
    RecordedRequest after = request.next;
    if (before == null) {
      oldest = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      youngest = before;
    } else {
      after.previous = before;
    }
    request.previous = null;
    request.next = null;
  }

  int number() {
    return number;
  }

  private RouteRecorder route(String name) {
    RouteRecorder known = routes.get(name);
    if (known != null) {
      return known;
    }
    String recorded = routes.size() < ROUTES_MAX ? name : Route.NONE;
    return routes.computeIfAbsent(recorded, RouteRecorder::new);
  }
}
