package io.hedgerow.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LatencyTest {
  @ParameterizedTest
  @ValueSource(strings = {"100-600ms", "0ms", "5ms", "5-6ms", "0-3600000ms", "3600000ms"})
  void textualForm_validRange_roundTrips(String text) {
    assertThat(Latency.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "100",
        "100-600",
        "600-100ms",
        "-5ms",
        "3600001ms",
        "-1-5ms",
        "0-3600001ms",
        "a-bms"
      })
  void parse_malformed_namesTextAndExpectation(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Latency.parse(text))
        .withMessageStartingWith("latency: " + text + " (expected: <min>-<max>ms or <time>ms ");
  }

  @Test
  void parse_oneValue_isBothBounds() {
    assertThat(Latency.parse("5ms")).isEqualTo(new Latency(5, 5)).isEqualTo(Latency.parse("5-5ms"));
  }

  @Test
  void draw_manyTimes_givesEveryValueInTheRange() {
    SplittableRandom random = new SplittableRandom(1);
    Latency latency = new Latency(10, 13);

    assertThat(LongStream.range(0, 1_000).map(i -> latency.draw(random)).distinct().boxed())
        .containsExactlyInAnyOrder(10L, 11L, 12L, 13L);
  }

  @Test
  void times_anyFactor_multipliesBothBounds() {
    assertThat(new Latency(100, 600).times(10)).isEqualTo(new Latency(1000, 6000));
    assertThat(new Latency(1, 3_600_000).times(2)).isEqualTo(new Latency(2, 3_600_000));
  }
}
