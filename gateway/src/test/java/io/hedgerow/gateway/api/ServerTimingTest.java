package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTimingTest {

  @Test
  void of_failures_tellsEachWithDurationAndOutcome() {
    assertThat(ServerTiming.of(EndedRace.ofThreeFailures()))
        .isEqualTo(
            "attempt-1;dur=1.0;desc=\"bad-status\", attempt-2;dur=1.1;desc=\"connection-lost\","
                + " attempt-3;dur=100.0;desc=\"timed-out\"");
  }

  @Test
  void of_winnerAndLosers_tellsWhoWasCancelled() {
    assertThat(ServerTiming.of(EndedRace.ofAWinnerAndTwoHedges()))
        .isEqualTo(
            "attempt-1;dur=400.0;desc=\"succeeded\", attempt-2;dur=100.0;desc=\"cancelled\","
                + " attempt-3;dur=100.0;desc=\"cancelled\"");
  }

  @Test
  void of_runningOrNone_isEmpty() {
    assertThat(ServerTiming.of(EndedRace.ofThreeRunning())).isEmpty();
    assertThat(ServerTiming.of(List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "49999, 0.0",
    "50000, 0.1",
    "949999, 0.9",
    "950000, 1.0",
    "160349999, 160.3",
    "60000000000, 60000.0"
  })
  void milliseconds_nanos_areRoundedToOneDecimal(long nanos, String text) {
    assertThat(Milliseconds.append(new StringBuilder(), nanos)).hasToString(text);
  }
}
