package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.gateway.telemetry.ShedReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerTimingTest {

  @Test
  void of_failures_listsDurationsAndOutcomes() {
    assertThat(of(EndedRace.ofThreeFailures()))
        .isEqualTo(
            "attempt-1;dur=1.0;desc=\"bad-status\";start=0.0;reason=race-started,"
                + " attempt-2;dur=1.1;desc=\"connection-lost\";start=0.0;reason=race-started,"
                + " attempt-3;dur=100.0;desc=\"timed-out\";start=0.0;reason=race-started");
  }

  @Test
  void of_severalReplicas_saysWhichWereAsked() {
    assertThat(of(EndedRace.ofThreeFailuresAtReplicas()))
        .startsWith(
            "attempt-1;dur=1.0;desc=\"bad-status\";start=0.0;reason=race-started"
                + ";replica=\"cat-1:8080\", attempt-2;")
        .endsWith(";reason=race-started;replica=\"cat-3:8080\"");
  }

  @Test
  void of_winnerAndLosers_showsWhichWereCancelled() {
    assertThat(of(EndedRace.ofAWinnerAndTwoHedges()))
        .isEqualTo(
            "attempt-1;dur=400.0;desc=\"succeeded\";start=0.0;reason=race-started,"
                + " attempt-2;dur=100.0;desc=\"cancelled\";start=300.0;reason=hedge-delay-passed,"
                + " attempt-3;dur=100.0;desc=\"cancelled\";start=300.0;reason=hedge-delay-passed");
  }

  @Test
  void of_withheldHedges_saysHowManyAndWhy() {
    UnlaunchedHedges withheld =
        new UnlaunchedHedges(new UnlaunchedHedges.Withheld(2, ShedReason.LOOP_DELAY), null);

    assertThat(ServerTiming.of(null, List.of(), withheld, 0))
        .isEqualTo("hedges-withheld;desc=\"loop-delay\";count=2");
    assertThat(ServerTiming.of(null, EndedRace.ofThreeFailures(), withheld, EndedRace.START_NANOS))
        .endsWith("reason=race-started, hedges-withheld;desc=\"loop-delay\";count=2");
  }

  @Test
  void of_hedgesInShadow_saysHowManyAndWhy() {
    UnlaunchedHedges both =
        new UnlaunchedHedges(
            new UnlaunchedHedges.Withheld(1, ShedReason.HEDGE_BUDGET),
            new UnlaunchedHedges.Shadowed(1, LaunchReason.HEDGE_DELAY_PASSED));

    assertThat(ServerTiming.of(null, List.of(), both, 0))
        .isEqualTo(
            "hedges-withheld;desc=\"hedge-budget\";count=1,"
                + " hedges-shadowed;desc=\"hedge-delay-passed\";count=1");
  }

  @Test
  void of_aRouteThatIsShown_beginsWithItsNameAndTheTimeout() {
    assertThat(
            ServerTiming.of(
                new ServerTiming.Shown("product", 800),
                EndedRace.ofThreeFailures(),
                UnlaunchedHedges.NONE,
                EndedRace.START_NANOS))
        .startsWith("route;desc=\"product\";timeout=800, attempt-1;dur=1.0;");
  }

  @Test
  void of_runningOrNone_isEmpty() {
    assertThat(of(EndedRace.ofThreeRunning())).isEmpty();
    assertThat(of(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "49999, 0.0",
    "50000, 0.1",
    "949999, 0.9",
    "950000, 1.0",
    "160349999, 160.3",
    "60000000000, 60000.0",
    "-49999, -0.0",
    "-160350000, -160.4"
  })
  void milliseconds_nanos_areRoundedToOneDecimal(long nanos, String text) {
    assertThat(Milliseconds.append(new StringBuilder(), nanos)).hasToString(text);
  }

  private static String of(List<Attempt> attempts) {
    return ServerTiming.of(null, attempts, UnlaunchedHedges.NONE, EndedRace.START_NANOS);
  }
}
