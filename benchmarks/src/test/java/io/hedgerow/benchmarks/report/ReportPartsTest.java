package io.hedgerow.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportPartsTest {
  @Test
  void head_ofAQuietMachine_hasTheConditions() {
    assertThat(ReportParts.head("Title", machine(0.4), "One", ReportParts.settings(List.of())))
        .isEqualTo(
            """
            # Title

            Z80, 2 processors, 8 GB of memory, Linux 6, OpenJDK 25.\s\s
            One.\s\s
            Settings: defaults.

            """);
  }

  @Test
  void head_ofABusyMachine_saysSo() {
    assertThat(ReportParts.head("Title", machine(0.5)))
        .endsWith(
            "OpenJDK 25.  \n**The load average was 0.5 at the start: other programs ran, so the"
                + " figures are noise.**\n\n");
  }

  @Test
  void settings_areSeparatedByCommas() {
    assertThat(ReportParts.settings(List.of("a=1", "b=2"))).isEqualTo("Settings: a=1, b=2");
  }

  @Test
  void missingFigure_isADashAndNull() {
    assertThat(ReportParts.number("%.1f", Double.NaN)).isEqualTo("–");
    assertThat(ReportParts.number("%,.1f", 1234.56)).isEqualTo("1,234.6");
    assertThat(ReportParts.orNull(Double.NaN)).isNull();
    assertThat(ReportParts.orNull(0)).isZero();
    assertThat(ReportParts.number("%.0f", Double.POSITIVE_INFINITY)).isEqualTo("–");
    assertThat(ReportParts.orNull(Double.POSITIVE_INFINITY)).isNull();
  }

  private static Machine machine(double load) {
    return new Machine("Z80", 2, 8_000_000_000L, "Linux 6", "OpenJDK 25", load);
  }
}
