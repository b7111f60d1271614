package io.hedgerow.gateway.route.file;

import io.hedgerow.gateway.settings.EffectiveSettings;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** One reading of one file: collects its faults. */
final class Reading {
  private static final int FAULTS_SHOWN = 100;
  private static final int MESSAGE_LENGTH_MAX = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  private final String file;
  private final EffectiveSettings effective;

  /** A set, because the value of an anchor is read again at each of its aliases. */
  private final Set<Fault> faults = new LinkedHashSet<>();

  /** A fault at a line and column, which count from 1. */
  private record Fault(int line, int column, String message) {}

  Reading(String file, EffectiveSettings effective) {
    this.file = file;
    this.effective = effective;
  }

  /** The static keys. */
  EffectiveSettings effective() {
    return effective;
  }

  void fault(Mark at, String message) {
    fault(at.getLine() + 1, at.getColumn() + 1, message);
  }

  /** Adds a fault; line and column count from 1. */
  void fault(int line, int column, String message) {
    String oneLine = CONTROL.matcher(message).replaceAll(" ");
    faults.add(
        new Fault(
            line,
            column,
            oneLine.length() > MESSAGE_LENGTH_MAX
                ? oneLine.substring(0, MESSAGE_LENGTH_MAX) + "…"
                : oneLine));
  }

  /** Throws if there is any fault. */
  void requireNoFault() throws InvalidRoutes {
    if (!faults.isEmpty()) {
      throw new InvalidRoutes(faults.size(), lines());
    }
  }

  private List<String> lines() {
    return faults.stream()
        .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
        .limit(FAULTS_SHOWN)
        .map(fault -> "%s:%d:%d: %s".formatted(file, fault.line, fault.column, fault.message))
        .toList();
  }
}
