package io.hedgerow.simulation.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Records the events of one world as lines of text, or nothing: a seed can be run again. */
final class Events {
  private final @Nullable List<String> lines;

  private Events(@Nullable List<String> lines) {
    this.lines = lines;
  }

  static Events silent() {
    return new Events(null);
  }

  static Events recording() {
    return new Events(new ArrayList<>());
  }

  List<String> lines() {
    return lines == null ? List.of() : List.copyOf(lines);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library that is not used here
  void add(String format, Object... arguments) {
    if (lines != null) {
      lines.add(String.format(Locale.ROOT, format, arguments));
    }
  }
}
