package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.gateway.telemetry.WireSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Turns the upstream connections' counts since the start into those of the last five minutes.
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

  /** The counts of the last five minutes. */
  WireSnapshot since() {
    return seconds.getLast().minus(seconds.getFirst());
  }
}
