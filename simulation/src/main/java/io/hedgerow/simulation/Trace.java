package io.hedgerow.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records the events of one world as lines of text, or nothing: a seed can be run again. */
final class Trace {
  private final @Nullable List<String> lines;

  private Trace(@Nullable List<String> lines) {
    this.lines = lines;
  }

  static Trace silent() {
    return new Trace(null);
  }

  static Trace recording() {
    return new Trace(new ArrayList<>());
  }

  /** The lines so far; none if it is silent. */
  List<String> lines() {
    return lines == null ? List.of() : List.copyOf(lines);
  }

  void add(VirtualLoop loop, int race, String event, Object detail) {
    if (lines != null) {
      double millis = loop.offsetNanos() / 1e6;
      lines.add(
          String.format(Locale.ROOT, "%12.6f ms  race %d  %s %s", millis, race, event, detail));
    }
  }
}
