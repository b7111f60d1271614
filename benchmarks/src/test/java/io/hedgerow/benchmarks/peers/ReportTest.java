package io.hedgerow.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.report.Machine;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Machine BUSY =
      new Machine("Z80", 2, 8_000_000_000L, "Linux 6", "OpenJDK 25", 3.0);

  @Test
  void missingServer_isNamedWithTheCommandThatInstallsIt() {
    String markdown = report(Map.of("Go", "apt install golang-go")).markdown();

    assertThat(markdown).contains("- Go: not installed (apt install golang-go)\n");
  }

  @Test
  void busyMachine_isPointedOut() {
    assertThat(report(Map.of()).markdown()).contains("**The load average was 3.0 at the start");
  }

  @Test
  void missingFigureOfAServer_isADashAndNull() {
    Report report = report(Map.of(), result("haproxy@1000", 0));
    JsonObject server = report.json().getJsonArray("servers").getJsonObject(0);

    assertThat(report.markdown())
        .contains("| HAProxy, one request, HTTP/2 | 1,000 | 4,202 | 45 (45 to 45) | – | –");
    assertThat(server.getJsonObject("medians").getDouble("cpuMicros")).isEqualTo(45);
    assertThat(server.getJsonObject("medians").getValue("allocatedKilobytes")).isNull();
  }

  @Test
  void serverThatIsLate_hasNoBar() {
    assertThat(report(Map.of(), result("go@250", 0)).plot().document()).contains(">45<");
    assertThat(report(Map.of(), result("go@250", 2)).plot().document())
        .contains(">go@250<")
        .doesNotContain(">45<");
  }

  @Test
  void serverWithSeveralLoads_hasALineOfItsSuccesses() {
    Report one = report(Map.of(), result("go@250", 0), result("floor@250", 0));
    Report two = report(Map.of(), result("go@500", 50), result("go@250", 0));

    assertThat(one.plot().document()).doesNotContain("polyline");
    assertThat(two.plot().document()).contains(">go<").containsOnlyOnce("<polyline");
    assertThat(two.results().getFirst().goodput()).isEqualTo(2101 / 2.0);
  }

  @Test
  void missedTarget_isReported() {
    Result fast = result("go@250", 0);
    Result slow = Result.of(Entry.parse("hedgerow-abort@250"));
    slow.turns().add(new Turn(Map.of(Figure.CPU, 90.0, Figure.REFUSED, 0.0, Figure.LATE, 0.0)));

    assertThat(report(Map.of(), fast, slow).isEveryTargetMet()).isFalse();
    assertThat(report(Map.of(), fast).isEveryTargetMet()).isTrue();
  }

  private static Report report(Map<String, String> missing, Result... results) {
    Contest.Plan plan = new Contest.Plan(1, 1, 1);
    return new Report(BUSY, "", plan, Map.of(), missing, List.of(results));
  }

  private static Result result(String label, double latePercent) {
    Result result = Result.of(Entry.parse(label));
    result
        .turns()
        .add(
            new Turn(
                Map.of(
                    Figure.CPU,
                    45.0,
                    Figure.FAILED,
                    0.0,
                    Figure.REFUSED,
                    0.0,
                    Figure.LATE,
                    latePercent)));
    return result;
  }
}
