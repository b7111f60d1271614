package io.hedgerow.benchmarks.report;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Charts, one below the other, as one SVG document. */
public final class Plot {
  private static final int WIDTH = 860;
  private static final int PANEL = 300;
  private static final int LEFT = 70;
  private static final int TOP = 40;
  private static final int PLOT_WIDTH = 600;
  private static final int PLOT_HEIGHT = 200;
  private static final int TICKS = 5;
  private static final int NAMES = 130;
  private static final double BAR_MAX = 32;
  private static final double BAR_SHARE = 0.7;
  // Safe for color-blind readers: Okabe and Ito, Color Universal Design.
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00");

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** One line, from point to point. */
  public record Line(String name, List<Point> points) {}

  /** A bar; without a value its place stays empty. */
  public record Bar(String name, double value) {}

  private final Formatter panels = new Formatter(Locale.ROOT);
  private int count;

  /** Appends a chart whose axes start at 0. */
  public void add(String title, String xName, List<Line> lines) {
    double xMost = niceMost(lines, Point::x);
    double yMost = niceMost(lines, Point::y);
    panels.format("<g transform=\"translate(%d %d)\">%n", LEFT, TOP + PANEL * count++);
    panels.format("<text y=\"-14\" class=\"title\">%s</text>%n", title);
    for (int i = 0; i <= TICKS; i++) {
      double x = (double) PLOT_WIDTH * i / TICKS;
      double y = PLOT_HEIGHT - (double) PLOT_HEIGHT * i / TICKS;
      panels.format("<path d=\"M0 %.1fH%d\" class=\"grid\"/>%n", y, PLOT_WIDTH);
      panels.format(
          "<text x=\"-8\" y=\"%.1f\" class=\"y\">%s</text>%n", y + 4, number(yMost * i / TICKS));
      panels.format(
          "<text x=\"%.1f\" y=\"%d\" class=\"x\">%s</text>%n",
          x, PLOT_HEIGHT + 18, number(xMost * i / TICKS));
    }
    panels.format(
        "<text x=\"%d\" y=\"%d\" class=\"x\">%s</text>%n", PLOT_WIDTH / 2, PLOT_HEIGHT + 38, xName);
    for (int i = 0; i < lines.size(); i++) {
      add(lines.get(i), i, xMost, yMost);
    }
    panels.format("</g>%n");
  }

  /** Appends a chart of horizontal bars, each with its name and value. */
  public void addBars(String title, List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(1);
    double height = Math.min(BAR_MAX, (double) PLOT_HEIGHT / Math.max(1, bars.size()));
    panels.format("<g transform=\"translate(%d %d)\">%n", LEFT + NAMES, TOP + PANEL * count++);
    panels.format("<text x=\"%d\" y=\"-14\" class=\"title\">%s</text>%n", -NAMES, title);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double length = bar.value / Math.max(most, 1e-9) * (PLOT_WIDTH - NAMES);
      double middle = (i + 0.5) * height;
      panels.format("<text x=\"-8\" y=\"%.1f\" class=\"y\">%s</text>%n", middle + 4, bar.name);
      if (Double.isFinite(length)) {
        panels.format(
            "<rect y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
            middle - height * BAR_SHARE / 2, length, height * BAR_SHARE, COLOURS.getFirst());
        panels.format(
            "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", length + 8, middle + 4, number(bar.value));
      }
    }
    panels.format("</g>%n");
  }

  /** The whole document. */
  public String document() {
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"
         font-family="sans-serif" font-size="12">
        <style>.title { font-size: 15px; font-weight: bold }
        .x { text-anchor: middle } .y { text-anchor: end }
        .grid { stroke: #ddd } .line { fill: none; stroke-width: 2 }</style>
        <rect width="100%%" height="100%%" fill="white"/>
        %s</svg>
        """
        .formatted(WIDTH, TOP + PANEL * count, panels);
  }

  private void add(Line line, int index, double xMost, double yMost) {
    String colour = COLOURS.get(index % COLOURS.size());
    StringBuilder points = new StringBuilder();
    for (Point point : line.points) {
      double x = PLOT_WIDTH * point.x / xMost;
      double y = PLOT_HEIGHT - PLOT_HEIGHT * point.y / yMost;
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    panels.format("<polyline class=\"line\" stroke=\"%s\" points=\"%s\"/>%n", colour, points);
    panels.format(
        "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
        PLOT_WIDTH + 14, 14 + 18 * index, colour, line.name);
  }

  /** The smallest of 1, 2, 3 and 5 times a power of ten that no point exceeds. */
  private static double niceMost(List<Line> lines, ToDoubleFunction<Point> coordinate) {
    double most =
        lines.stream()
            .flatMap(line -> line.points.stream())
            .mapToDouble(coordinate)
            .max()
            .orElse(1);
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
    for (int factor : new int[] {1, 2, 3, 5}) {
      if (most <= factor * power) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String number(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
