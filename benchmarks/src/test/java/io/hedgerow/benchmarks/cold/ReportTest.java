package io.hedgerow.benchmarks.cold;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.benchmarks.report.Machine;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static final Machine MACHINE =
      new Machine("Z80", 2, 8_000_000_000L, "Linux 6", "OpenJDK 25", 0.1);

  @Test
  void roundWithinItsTarget_isMet() {
    assertThat(report(round(1500, 0, 0, 0)).markdown())
        .contains("| 1 | 1500 | 1700 | 0 | 0 | 0 | 2 | met |");
    assertThat(report(round(1500, 0, 0, 0)).isEveryTargetMet()).isTrue();
  }

  @Test
  void roundThatIsSlow_orWithRequestsRefusedOrLate_orHedgesWithheld_isMissed() {
    assertThat(report(round(1501, 0, 0, 0)).isEveryTargetMet()).isFalse();
    assertThat(report(round(900, 1, 0, 0)).isEveryTargetMet()).isFalse();
    assertThat(report(round(900, 0, 1, 0)).isEveryTargetMet()).isFalse();
    assertThat(report(round(900, 0, 0, 1)).isEveryTargetMet()).isFalse();
  }

  @Test
  void seconds_areMediansOfTheRounds() {
    Round[] rounds =
        LongStream.of(600, 10, 50).mapToObj(n -> round(900, n, 7, 0)).toArray(Round[]::new);

    assertThat(report(rounds).markdown()).contains("\n| 1 | 943 | 50 | 7 |\n");
  }

  @Test
  void callersAtOnce_mayHaveHedgesWithheld_butNothingRefusedOrLate() {
    Load callers = new Load.Callers(1000);

    assertThat(report(callers, round(900, 0, 0, 9)).isEveryTargetMet()).isTrue();
    assertThat(report(callers, round(900, 1, 0, 0)).isEveryTargetMet()).isFalse();
    assertThat(report(callers, round(900, 0, 1, 0)).isEveryTargetMet()).isFalse();
    assertThat(report(callers, round(900, 0, 0, 0)).markdown())
        .contains("Load: 1,000 callers at once;", "none refused, none late.");
  }

  private static Report report(Round... rounds) {
    return report(new Load.Rate(1000), rounds);
  }

  private static Report report(Load load, Round... rounds) {
    ColdBench.Plan plan = new ColdBench.Plan(rounds.length, load, 1, 1);
    return new Report(MACHINE, List.of(), plan, 1500, List.of(rounds));
  }

  private static Round round(double readyMillis, long refused, long late, long withheld) {
    List<Round.Second> seconds = List.of(new Round.Second(1000, refused, late));
    return new Round(readyMillis, readyMillis + 200, seconds, withheld, 2);
  }
}
