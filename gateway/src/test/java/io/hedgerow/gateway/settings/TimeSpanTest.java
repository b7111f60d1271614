package io.hedgerow.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeSpanTest {

  @ParameterizedTest
  @CsvSource({
    "0ms, 0",
    "1ms, 1",
    "300ms, 300",
    "60s, 60000",
    "5m, 300000",
    "007s, 7000",
    "999999999m, 59999999940000",
    "1h, 3600000",
    "24h, 86400000"
  })
  void parse_numberWithUnit_isThatManyMilliseconds(String text, long millis) {
    assertThat(TimeSpan.parse(text).millis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "ms",
        "1 ms",
        " 1ms",
        "1ms ",
        "1d",
        "1S",
        "1MS",
        "-1ms",
        "+1ms",
        "1.5s",
        "1e3ms",
        "1_000ms",
        "٣s",
        "1000000000ms",
        "1sm"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> TimeSpan.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "1, 1ms",
    "999, 999ms",
    "1000, 1s",
    "1001, 1001ms",
    "59000, 59s",
    "60000, 1m",
    "61000, 61s",
    "600000, 10m"
  })
  void toString_anySpan_usesTheLargestWholeUnitAndReadsBack(long millis, String text) {
    assertThat(new TimeSpan(millis)).hasToString(text);
    assertThat(TimeSpan.parse(text).millis()).isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({"1ms, 1000000", "10m, 600000000000"})
  void nanos_anySpan_isAMillionForEachMillisecond(String text, long nanos) {
    assertThat(TimeSpan.parse(text).nanos()).isEqualTo(nanos);
  }
}
