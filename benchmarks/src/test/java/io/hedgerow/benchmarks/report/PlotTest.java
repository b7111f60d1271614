package io.hedgerow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.report.Plot.Band;
import io.hedgerow.benchmarks.report.Plot.Bar;
import io.hedgerow.benchmarks.report.Plot.Line;
import io.hedgerow.benchmarks.report.Plot.Point;
import io.hedgerow.benchmarks.report.Plot.Range;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

final class PlotTest {
  private final Plot plot = new Plot();

  @Test
  void chart_hasTitleAxesWithUnits_linesAndABand() throws Exception {
    plot.add(
        "Requests",
        "time, s",
        "successes per second",
        List.of(new Line("a", List.of(new Point(0, 0), new Point(40, 110)))),
        new Band(10, 20));

    assertThat(document())
        .contains(">Requests<", ">time, s<", ">successes per second<", ">a<", ">120<")
        .contains("points=\"0.0,220.0 590.0,18.3 \"")
        .contains("<rect class=\"band\" x=\"147.5\" width=\"147.5\" height=\"220\"/>");
  }

  @Test
  void bar_withoutAValue_leavesItsPlaceEmpty() throws Exception {
    plot.addBars("CPU", List.of(new Bar("a", 5), new Bar("b", Double.NaN)));

    assertThat(document()).contains(">a<", ">5<", ">b<").doesNotContain("NaN").doesNotContain("∞");
  }

  @Test
  void range_isABoxAndAStroke_onAnAxisWithZero() throws Exception {
    plot.addRanges("Late", "ms", List.of(new Range("50 ms", -8, -7, -6, 2)));

    assertThat(document())
        .contains(">50 ms<", ">-8<", ">0<", ">2<")
        .contains("<path d=\"M352.0 0V32.0\" class=\"zero\"/>")
        .contains("<rect x=\"0.0\" y=\"4.8\" width=\"88.0\" height=\"22.4\" class=\"fill0\"/>");
  }

  @Test
  void document_hasBothColourSchemes() {
    assertThat(plot.document()).contains("@media (prefers-color-scheme: dark)");
  }

  @Test
  void axis_endsAtRoundNumbers() {
    assertThat(Axis.of(DoubleStream.of(0, 3.3), 100).ticks())
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(Axis.of(DoubleStream.of(-8.1, 0), 100).ticks())
        .containsExactly(-10.0, -8.0, -6.0, -4.0, -2.0, 0.0);
    assertThat(Axis.of(DoubleStream.of(0, 0.3), 100).label(0.05)).isEqualTo("0.05");
    assertThat(Axis.of(DoubleStream.of(0), 100).ticks()).isNotEmpty();
    assertThat(Axis.of(DoubleStream.of(0, Double.NaN), 100).at(0)).isZero();
  }

  private String document() throws Exception {
    String document = plot.document();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
    return document;
  }
}
