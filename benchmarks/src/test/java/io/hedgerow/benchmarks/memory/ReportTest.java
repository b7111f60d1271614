package io.hedgerow.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.load.Pauses;
import io.hedgerow.benchmarks.report.Machine;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Machine BUSY =
      new Machine("Z80", 2, 8_000_000_000L, "Linux 6", "OpenJDK 25", 3.0);

  @Test
  void stepAtItsTarget_isMet() {
    Report report = report(result("idle", 90, 91, 0));

    assertThat(report.markdown()).contains("| idle | 90 | 91 | 90 | met | – | – | 2 | 1.5 |");
    assertThat(report.isEveryTargetMet()).isTrue();
  }

  @Test
  void stepAboveItsTarget_isMissed() {
    Report report = report(result("rest", 151, 300, 0));

    assertThat(report.markdown()).contains("| rest | 151 | 300 | 150 | MISSED |");
    assertThat(report.isEveryTargetMet()).isFalse();
  }

  @Test
  void stepWithRequestsRefused_isInvalid() {
    Report report = report(result("1000/s", 100, 100, 1.1));

    assertThat(report.markdown()).contains("| 1000/s | 100 | 100 | 160 | INVALID: more than 1 %");
    assertThat(report.isEveryTargetMet()).isFalse();
  }

  @Test
  void requestsInFlight_areComparedByTheirPeak() {
    assertThat(report(result("15000-in-flight", 400, 500, 0)).isEveryTargetMet()).isTrue();
    assertThat(report(result("15000-in-flight", 400, 501, 0)).isEveryTargetMet()).isFalse();
  }

  @Test
  void requestsInFlight_areReportedWithWhatEachHolds() {
    Report report = report(result("15000-in-flight", 400, 500, 0));

    assertThat(report.markdown()).contains("| 15,000 | 22.5 | 1.03 |");
    assertThat(report.json().getJsonArray("steps").getJsonObject(0).getDouble("openFilesEach"))
        .isEqualTo(1.03);
  }

  @Test
  void stepWithoutTarget_isNeitherMetNorMissed() {
    Report report = report(result("50/s", 900, 900, 0));

    assertThat(report.markdown()).contains("| 50/s | 900 | 900 | – |  |");
    assertThat(report.isEveryTargetMet()).isTrue();
  }

  private static Report report(Result result) {
    return new Report(BUSY, 1024, List.of(), new MemoryBench.Plan(30, 60), List.of(result));
  }

  private static Result result(String step, double resident, double peak, double refusedPercent) {
    return new Result(
        Step.parse(step),
        resident,
        peak,
        Double.NaN,
        Double.NaN,
        new Pauses(2, 1.5),
        refusedPercent,
        0,
        new Result.Held(15_000, 22.5, 1.03));
  }
}
