package io.hedgerow.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimelineTest {
  @Test
  void race_withHedges_isDrawnToScale() {
    String header =
        "attempt-1;dur=315.2;desc=\"bad-status\";start=0.1;reason=race-started,"
            + " attempt-2;dur=105.5;desc=\"succeeded\";start=315.3;reason=attempt-failed,"
            + " attempt-3;dur=105.5;desc=\"cancelled\";start=315.3;reason=attempt-failed";

    assertThat(Timeline.of(header, 1000))
        .containsExactly(
            "attempt 1 |=========x                    |     0.1 to   315.3 ms  "
                + "bad-status      at the start",
            "attempt 2 |         ===*                 |   315.3 to   420.8 ms  "
                + "succeeded       hedge: an attempt had failed",
            "attempt 3 |         ===-                 |   315.3 to   420.8 ms  "
                + "cancelled       hedge: an attempt had failed",
            "          0 ms                     1000 ms");
  }

  @Test
  void race_overReplicas_saysWhichWereAsked() {
    String header =
        "attempt-1;dur=315.2;desc=\"bad-status\";start=0.1;reason=race-started"
            + ";replica=\"cat-a:8080\","
            + " attempt-2;dur=105.5;desc=\"succeeded\";start=315.3;reason=attempt-failed"
            + ";replica=\"[2001:db8::1]:8080\"";

    assertThat(Timeline.of(header, 1000))
        .containsExactly(
            "attempt 1 |=========x                    |     0.1 to   315.3 ms  "
                + "bad-status      cat-a:8080          at the start",
            "attempt 2 |         ===*                 |   315.3 to   420.8 ms  "
                + "succeeded       [2001:db8::1]:8080  hedge: an attempt had failed",
            "          0 ms                     1000 ms");
  }

  @ParameterizedTest
  @CsvSource({
    "loop-delay, because the server is overloaded",
    "upstream-limit, because the maximum number of attempts is in flight",
    "hedge-budget, because the hedge budget is used up"
  })
  void race_withHedgesWithheld_endsWithTheReason(String reason, String words) {
    String header =
        "attempt-1;dur=80.0;desc=\"bad-status\";start=0.0;reason=race-started,"
            + " hedges-withheld;desc=\"%s\";count=2".formatted(reason);

    assertThat(Timeline.of(header, 1000))
        .hasSize(3)
        .last()
        .isEqualTo("Hedges withheld: 2, " + words);
  }

  @Test
  void race_ofAnEarlierRequest_isDrawnFromTheArrivalOfThisOne() {
    String header = "attempt-1;dur=500.0;desc=\"succeeded\";start=-200.0;reason=race-started";

    assertThat(Timeline.of(header, 600).getFirst())
        .startsWith("attempt 1 |==============*               |  -200.0 to   300.0 ms");
  }

  @Test
  void race_withHedgesInShadow_saysSo() {
    String header =
        "attempt-1;dur=80.0;desc=\"succeeded\";start=0.0;reason=race-started,"
            + " hedges-shadowed;desc=\"hedge-delay-passed\";count=2";

    assertThat(Timeline.of(header, 1000))
        .last()
        .isEqualTo("Hedges not launched: 2, because the plan is in shadow");
  }

  @Test
  void race_withoutATimeout_isAsLongAsItsLastAttempt() {
    String header = "attempt-1;dur=80.0;desc=\"timed-out\";start=0.0;reason=race-started";

    assertThat(Timeline.of(header, 0).getFirst()).contains("|" + "=".repeat(29) + ">|");
  }

  @Test
  void attempt_thatTookNoTime_isStillDrawn() {
    String header = "attempt-1;dur=0.0;desc=\"unreachable\";start=0.0;reason=race-started";

    assertThat(Timeline.of(header, 1000).getFirst()).contains("|x" + " ".repeat(29) + "|");
    assertThat(Timeline.of(header, 0).getFirst()).contains("x");
  }

  @Test
  void header_withoutAttempts_isNoLine() {
    assertThat(Timeline.of("", 1000)).isEmpty();
    assertThat(Timeline.of("cdn-cache;desc=HIT", 1000)).isEmpty();
  }
}
