package io.hedgerow.benchmarks.report;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Charts, one below the other, as one SVG document. It has the reader's colour scheme, light or
 * dark, also as an image in a page.
 */
public final class Plot {
  private static final int WIDTH = 860;
  private static final int PANEL = 330;
  private static final int LEFT = 70;
  private static final int TOP = 60;
  private static final int PLOT_WIDTH = 590;
  private static final int PLOT_HEIGHT = 220;
  private static final int NAMES = 150;
  private static final double BAR_MAX = 32;
  private static final double BAR_SHARE = 0.7;
  private static final int COLOURS = 5;

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** A line through these points. */
  public record Line(String name, List<Point> points) {}

  /** A shaded part of the chart, between two values of the horizontal axis. */
  public record Band(double from, double to) {}

  /** A bar. If its value is NaN, its place stays empty. */
  public record Bar(String name, double value) {}

  /**
   * A distribution: a box from low to high with a stroke at the middle, and a mark at the maximum.
   */
  public record Range(String name, double low, double middle, double high, double most) {}

  private final Formatter panels = new Formatter(Locale.ROOT);
  private int count;

  /**
   * Appends a chart whose axes start at 0.
   *
   * @param xName of the horizontal axis, with its unit
   * @param yName of the vertical axis, with its unit
   */
  public void add(String title, String xName, String yName, List<Line> lines, Band... bands) {
    Axis x = Axis.of(values(lines, Point::x), PLOT_WIDTH);
    Axis y = Axis.of(values(lines, Point::y), PLOT_HEIGHT);
    begin(title, 0);
    panels.format("<text x=\"-58\" y=\"-14\">%s</text>%n", yName);
    for (Band band : bands) {
      panels.format(
          "<rect class=\"band\" x=\"%.1f\" width=\"%.1f\" height=\"%d\"/>%n",
          x.at(band.from), x.at(band.to) - x.at(band.from), PLOT_HEIGHT);
    }
    y.ticks()
        .forEach(
            tick -> {
              double height = PLOT_HEIGHT - y.at(tick);
              panels.format("<path d=\"M0 %.1fH%d\" class=\"grid\"/>%n", height, PLOT_WIDTH);
              panels.format(
                  "<text x=\"-8\" y=\"%.1f\" class=\"end\">%s</text>%n", height + 4, y.label(tick));
            });
    addAxis(x, xName, PLOT_HEIGHT, 0);
    for (int i = 0; i < lines.size(); i++) {
      add(lines.get(i), i, x, y);
    }
    panels.format("</g>%n");
  }

  /** Appends a chart of horizontal bars, each with its name and value. */
  public void addBars(String title, List<Bar> bars) {
    double most = bars.stream().mapToDouble(Bar::value).filter(Double::isFinite).max().orElse(1);
    double height = rowHeight(bars.size());
    begin(title, NAMES);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double length = bar.value / Math.max(most, 1e-9) * (PLOT_WIDTH - NAMES);
      double middle = (i + 0.5) * height;
      panels.format("<text x=\"-8\" y=\"%.1f\" class=\"end\">%s</text>%n", middle + 4, bar.name);
      if (Double.isFinite(length)) {
        panels.format(
            "<rect y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"fill0\"/>%n",
            middle - height * BAR_SHARE / 2, length, height * BAR_SHARE);
        panels.format(
            "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", length + 8, middle + 4, number(bar.value));
      }
    }
    panels.format("</g>%n");
  }

  /**
   * Appends a chart of horizontal boxes, one for each range, with a strong line at 0.
   *
   * @param xName of the horizontal axis, with its unit
   */
  public void addRanges(String title, String xName, List<Range> ranges) {
    Axis x =
        Axis.of(
            ranges.stream().flatMapToDouble(r -> DoubleStream.of(0, r.low, r.high, r.most)),
            PLOT_WIDTH - NAMES);
    double height = rowHeight(ranges.size());
    double bottom = height * ranges.size();
    begin(title, NAMES);
    addAxis(x, xName, bottom, bottom);
    panels.format("<path d=\"M%.1f 0V%.1f\" class=\"zero\"/>%n", x.at(0), bottom);
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      double middle = (i + 0.5) * height;
      double half = height * BAR_SHARE / 2;
      panels.format("<text x=\"-8\" y=\"%.1f\" class=\"end\">%s</text>%n", middle + 4, range.name);
      panels.format(
          "<path d=\"M%.1f %.1fH%.1f\" class=\"line stroke0\"/>%n",
          x.at(range.high), middle, x.at(range.most));
      panels.format(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"fill0\"/>%n",
          x.at(range.low),
          middle - half,
          Math.max(1, x.at(range.high) - x.at(range.low)),
          2 * half);
      panels.format(
          "<path d=\"M%.1f %.1fv%.1f\" class=\"line stroke1\"/>%n",
          x.at(range.middle), middle - half, 2 * half);
    }
    panels.format("</g>%n");
  }

  /** The whole document. */
  public String document() {
    // The five colours are safe for color-blind readers: Okabe and Ito, Color Universal Design.
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d"
         font-family="sans-serif" font-size="12">
        <style>
        svg { --paper: #fff; --ink: #333; --grid: #ddd;
          --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b35c93; --c4: #b07a00 }
        @media (prefers-color-scheme: dark) { svg { --paper: #16181d; --ink: #ddd; --grid: #3a3d44;
          --c0: #56b4e9; --c1: #ff8a3d; --c2: #2bc79a; --c3: #e6a3cb; --c4: #f0c040 } }
        text { fill: var(--ink) } .title { font-size: 15px; font-weight: bold }
        .mid { text-anchor: middle } .end { text-anchor: end }
        .paper { fill: var(--paper) } .grid { stroke: var(--grid) } .zero { stroke: var(--ink) }
        .band { fill: var(--grid); opacity: 0.5 } .line { fill: none; stroke-width: 2 }
        %s</style>
        <rect width="100%%" height="100%%" class="paper"/>
        %s</svg>
        """
        .formatted(WIDTH, 20 + PANEL * count, colours(), panels);
  }

  private static String colours() {
    StringBuilder classes = new StringBuilder();
    for (int i = 0; i < COLOURS; i++) {
      classes.append(".stroke%d { stroke: var(--c%d) } ".formatted(i, i));
      classes.append(".fill%d { fill: var(--c%d) }\n".formatted(i, i));
    }
    return classes.toString();
  }

  private void begin(String title, int indent) {
    panels.format("<g transform=\"translate(%d %d)\">%n", LEFT + indent, TOP + PANEL * count++);
    panels.format("<text x=\"%d\" y=\"-34\" class=\"title\">%s</text>%n", -58 - indent, title);
  }

  /** Labels along a horizontal axis, and if the chart has no other grid, lines up from it. */
  private void addAxis(Axis x, String name, double bottom, double gridHeight) {
    x.ticks()
        .forEach(
            tick -> {
              double at = x.at(tick);
              if (gridHeight > 0) {
                panels.format(
                    "<path d=\"M%.1f %.1fv%.1f\" class=\"grid\"/>%n", at, bottom, -gridHeight);
              }
              panels.format(
                  "<text x=\"%.1f\" y=\"%.1f\" class=\"mid\">%s</text>%n",
                  at, bottom + 18, x.label(tick));
            });
    panels.format(
        "<text x=\"%.1f\" y=\"%.1f\" class=\"mid\">%s</text>%n", x.length() / 2, bottom + 38, name);
  }

  private void add(Line line, int index, Axis x, Axis y) {
    int colour = index % COLOURS;
    StringBuilder points = new StringBuilder();
    for (Point point : line.points) {
      points.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", x.at(point.x), PLOT_HEIGHT - y.at(point.y)));
    }
    panels.format("<polyline class=\"line stroke%d\" points=\"%s\"/>%n", colour, points);
    panels.format(
        "<text x=\"%d\" y=\"%d\" class=\"fill%d\">%s</text>%n",
        PLOT_WIDTH + 14, 14 + 18 * index, colour, line.name);
  }

  private static DoubleStream values(List<Line> lines, ToDoubleFunction<Point> coordinate) {
    return DoubleStream.concat(
        DoubleStream.of(0),
        lines.stream().flatMap(line -> line.points.stream()).mapToDouble(coordinate));
  }

  private static double rowHeight(int rows) {
    return Math.min(BAR_MAX, (double) PLOT_HEIGHT / Math.max(1, rows));
  }

  private static String number(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
