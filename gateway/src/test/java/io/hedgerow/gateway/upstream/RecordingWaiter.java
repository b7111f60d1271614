package io.hedgerow.gateway.upstream;

import io.hedgerow.core.race.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Records what a lane reports to a waiter. */
final class RecordingWaiter implements Lane.Waiter {
  private final List<UpstreamConnection> connections = new ArrayList<>();
  private final List<Outcome.Failure> failures = new ArrayList<>();

  @Override
  public void onConnection(UpstreamConnection connection) {
    connections.add(connection);
  }

  @Override
  public void onNoConnection(Outcome.Failure failure) {
    failures.add(failure);
  }

  boolean isWaiting() {
    return connections.isEmpty() && failures.isEmpty();
  }

  boolean hasConnection() {
    return connections.size() == 1 && failures.isEmpty();
  }

  boolean hasFailed() {
    return connections.isEmpty() && failures.size() == 1;
  }

  UpstreamConnection connection() {
    return connections.getFirst();
  }

  Outcome.Failure failure() {
    return failures.getFirst();
  }
}
