package io.hedgerow.benchmarks.load;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The garbage collector's pauses in a period.
 *
 * @param longestMillis 0 without a pause
 */
public record Pauses(long count, double longestMillis) {
  /**
   * A line such as {@code [2.5s] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 23M->9M(64M)
   * 3.1ms}.
   */
  private static final Pattern PAUSE = Pattern.compile(".* Pause .* ([0-9.]+)ms");

  /** The pauses in these lines of the log that {@link Jvm#logCollections} starts; any collector. */
  public static Pauses in(List<String> lines) {
    List<Double> millis =
        lines.stream()
            .map(PAUSE::matcher)
            .filter(Matcher::matches)
            .map(pause -> Double.parseDouble(pause.group(1)))
            .toList();
    return new Pauses(millis.size(), millis.stream().mapToDouble(m -> m).max().orElse(0));
  }
}
