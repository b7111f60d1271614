package io.hedgerow.gateway.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws the race of one request as lines of text, from the {@code Server-Timing} header of its
 * answer: for each attempt a bar from its launch to its end, its outcome, the replica if there are
 * several, and why it was launched.
 */
final class Timeline {
  private static final int WIDTH = 30;
  private static final Pattern ENTRY =
      Pattern.compile(
          "attempt-(\\d+);dur=([0-9.]+);desc=\"([a-z-]+)\";start=(-?[0-9.]+);reason=([a-z-]+)"
              + "(?:;replica=\"([^\"]+)\")?");

  private static final Pattern WITHHELD =
      Pattern.compile("hedges-withheld;desc=\"([a-z-]+)\";count=(\\d+)");

  private static final Pattern SHADOWED =
      Pattern.compile("hedges-shadowed;desc=\"[a-z-]+\";count=(\\d+)");

  private record Bar(
      int number,
      double startMs,
      double durationMs,
      String outcome,
      String replica,
      String reason) {
    double endMs() {
      return startMs + durationMs;
    }
  }

  private Timeline() {}

  /**
   * The lines of a race; none if the header lists no attempts.
   *
   * @param scaleMs the time at the right edge: the timeout, or 0 if unknown
   */
  static List<String> of(String serverTiming, double scaleMs) {
    List<Bar> bars = new ArrayList<>();
    Matcher entry = ENTRY.matcher(serverTiming);
    while (entry.find()) {
      bars.add(
          new Bar(
              Integer.parseInt(entry.group(1)),
              Double.parseDouble(entry.group(4)),
              Double.parseDouble(entry.group(2)),
              entry.group(3),
              entry.group(6) == null ? "" : entry.group(6) + "  ",
              entry.group(5)));
    }
    if (bars.isEmpty()) {
      return List.of();
    }
    double lastMs = bars.stream().mapToDouble(Bar::endMs).max().orElse(0);
    double perColumn = Math.max(scaleMs, lastMs) / WIDTH;
    int replicaWidth = bars.stream().mapToInt(bar -> bar.replica().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Bar bar : bars) {
      lines.add(
          String.format(
              Locale.ROOT,
              "attempt %d |%s| %7.1f to %7.1f ms  %-15s %s%s",
              bar.number(),
              drawn(bar, perColumn),
              bar.startMs(),
              bar.endMs(),
              bar.outcome(),
              bar.replica() + " ".repeat(replicaWidth - bar.replica().length()),
              inWords(bar.reason())));
    }
    String end = String.format(Locale.ROOT, "%.0f ms", perColumn * WIDTH);
    lines.add("          0 ms" + " ".repeat(Math.max(1, WIDTH - 2 - end.length())) + end);
    Matcher withheld = WITHHELD.matcher(serverTiming);
    if (withheld.find()) {
      lines.add("Hedges withheld: " + withheld.group(2) + ", " + inWords(withheld.group(1)));
    }
    Matcher shadowed = SHADOWED.matcher(serverTiming);
    if (shadowed.find()) {
      lines.add("Hedges not launched: " + shadowed.group(1) + ", because the plan is in shadow");
    }
    return lines;
  }

  private static String drawn(Bar bar, double perColumn) {
    int from = Math.clamp((int) (bar.startMs() / perColumn), 0, WIDTH - 1);
    int to = Math.clamp((int) Math.ceil(bar.endMs() / perColumn), from + 1, WIDTH);
    char end =
        switch (bar.outcome()) {
          case "succeeded", "final" -> '*';
          case "cancelled" -> '-';
          case "timed-out" -> '>';
          default -> 'x';
        };
    return " ".repeat(from) + "=".repeat(to - from - 1) + end + " ".repeat(WIDTH - to);
  }

  private static String inWords(String reason) {
    return switch (reason) {
      case "race-started" -> "at the start";
      case "hedge-delay-passed" -> "hedge: no success in time";
      case "attempt-failed" -> "hedge: an attempt had failed";
      case "loop-delay" -> "because the server is overloaded";
      case "upstream-limit" -> "because the maximum number of attempts is in flight";
      case "hedge-budget" -> "because the hedge budget is used up";
      case "retry-after" -> "because every replica has asked for a pause";
      default -> reason;
    };
  }
}
