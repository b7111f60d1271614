package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Coalescer;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The races of one route on one event loop that equal requests may join. Requests are equal if they
 * would send the same request upstream, so nothing else can affect the answer.
 *
 * <p>Belongs to the event loop.
 */
final class Coalescing {
  /** Everything that passes to the upstream. All races here have the same route. */
  private record Key(@Nullable String path, String query, List<String> headers) {
    static Key of(UpstreamRequest request) {
      return new Key(request.path(), request.query(), request.headers());
    }
  }

  private final Coalescer<Key, RequestRace.Caller> races = new Coalescer<>();

  /** Whether there is a race of an equal request. */
  boolean hasRace(UpstreamRequest request) {
    return races.hasRace(Key.of(request));
  }

  /** Lets a caller join the race of an equal request; returns false if that is not possible. */
  boolean join(
      UpstreamRequest request, RequestRace.Caller caller, Deadline deadline, long nowNanos) {
    return races.join(Key.of(request), caller, deadline, nowNanos);
  }

  void onRaceStarted(UpstreamRequest request, RequestRace race) {
    races.onRaceStarted(Key.of(request), race);
  }

  void onRaceEnded(UpstreamRequest request, RequestRace race) {
    races.onRaceEnded(Key.of(request), race);
  }
}
