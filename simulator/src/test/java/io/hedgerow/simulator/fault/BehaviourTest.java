package io.hedgerow.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BehaviourTest {
  @ParameterizedTest
  @MethodSource("io.hedgerow.simulator.fault.FaultTest#textualForms")
  void textualForm_eachFaultWithDelay_roundTrips(String faultText, Fault fault) {
    String text = faultText + "@20ms";

    assertThat(Behaviour.parse(text)).isEqualTo(new Behaviour(20, fault)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Behaviour.DELAY_MILLIS_MAX})
  void textualForm_delayAtBounds_roundTrips(long delayMillis) {
    Behaviour behaviour = new Behaviour(delayMillis, new Fault.None());

    assertThat(Behaviour.parse(behaviour.toString())).isEqualTo(behaviour);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Behaviour.DELAY_MILLIS_MAX + 1})
  void new_delayOutOfRange_isRefused(long delayMillis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Behaviour(delayMillis, new Fault.None()))
        .withMessage("delay: %dms (expected: from 0ms to 3600000ms)", delayMillis);
  }

  @Test
  void parse_bodyWithLineBreakAndAt_keepsThem() {
    assertThat(Behaviour.parse("body:a@b\nc@5ms"))
        .isEqualTo(new Behaviour(5, new Fault.BadBody("a@b\nc")));
  }

  @Test
  void parse_noDelay_takesTheDefault() {
    assertThat(Behaviour.parse("hang", () -> 7)).isEqualTo(new Behaviour(7, new Fault.Hang()));
    assertThat(Behaviour.parse("hang@9ms", () -> 7)).isEqualTo(new Behaviour(9, new Fault.Hang()));
  }

  @Test
  void parse_noDelayAndNoDefault_saysWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Behaviour.parse("hang"))
        .withMessage("behaviour: hang (expected: <fault>@<delay>ms, such as status:503@20ms)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ok@20", "ok@ms", "ok@-1ms", "ok@20ms ", "ok @20ms", "@20ms", ""})
  void parse_malformed_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Behaviour.parse(text, () -> 7))
        .withMessageStartingWith("fault: ");
  }
}
