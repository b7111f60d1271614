package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.gateway.telemetry.WireSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Counts of the wire since five minutes ago, from counts since the start.
 *
 * <p>Belongs to its {@link Console}.
 */
final class WireHistory {
  private final Deque<WireSnapshot> seconds = new ArrayDeque<>(List.of(WireSnapshot.NONE));

  void onSecond(WireSnapshot now) {
    if (seconds.size() > Series.SECONDS) {
      seconds.removeFirst();
    }
    seconds.addLast(now);
  }

  /** What happened since then. */
  WireSnapshot since() {
    return seconds.getLast().minus(seconds.getFirst());
  }
}
