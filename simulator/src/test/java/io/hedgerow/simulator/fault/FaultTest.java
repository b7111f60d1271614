package io.hedgerow.simulator.fault;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaultTest {
  private static final List<Map.Entry<String, Fault>> FORMS =
      List.of(
          entry("ok", new Fault.None()),
          entry("status:503", new Fault.BadStatus(503)),
          entry("status:201", new Fault.BadStatus(201)),
          entry("status:599", new Fault.BadStatus(599)),
          entry("body:not json", new Fault.BadBody("not json")),
          entry("body:", new Fault.BadBody("")),
          entry("body:a:b@20ms", new Fault.BadBody("a:b@20ms")),
          entry("truncate", new Fault.Truncated()),
          entry("stall", new Fault.StallMidBody()),
          entry("reset-before", new Fault.ResetBeforeAnswer()),
          entry("reset-inside", new Fault.ResetInsideAnswer()),
          entry("close-before", new Fault.CloseBeforeAnswer()),
          entry("hang", new Fault.Hang()),
          entry("oversized:70000", new Fault.Oversized(70_000)),
          entry("oversized:64", new Fault.Oversized(64)),
          entry("oversized:16777216", new Fault.Oversized(16 * 1024 * 1024)),
          entry("garbage", new Fault.Garbage()));

  static Stream<Arguments> textualForms() {
    return FORMS.stream().map(form -> Arguments.of(form.getKey(), form.getValue()));
  }

  @ParameterizedTest
  @MethodSource("textualForms")
  void textualForm_eachFault_roundTrips(String text, Fault fault) {
    assertThat(Fault.parse(text)).isEqualTo(fault);
    assertThat(fault).hasToString(text);
  }

  @Test
  void textualForms_allFaults_areTested() {
    assertThat(FORMS.stream().<Class<?>>map(form -> form.getValue().getClass()).distinct())
        .containsExactlyInAnyOrder(Fault.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nope", "OK", "ok ", "hang:1", "status", "oversized", ":503"})
  void parse_unknownWord_namesTextAndVocabulary(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parse(text))
        .withMessageStartingWith("fault: " + text + " (expected: ok, status:<number>, ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "+503", "-1", "5e2", "200", "600", "9999999999", "503 "})
  void parse_badStatusNumber_namesRange(String number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parse("status:" + number))
        .withMessage("status: %s (expected: a whole number from 201 to 599)", number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"63", "16777217", "64KiB"})
  void parse_badOversizedNumber_namesRange(String number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fault.parse("oversized:" + number))
        .withMessage("oversized: %s (expected: a whole number from 64 to 16777216)", number);
  }
}
