package io.hedgerow.simulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionOptionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"200/30s", "1/1s", "999999999/3600s", "off"})
  void resetLimit_validText_roundTrips(String text) {
    assertThat(ResetLimit.parse(text)).hasToString(text);
  }

  @Test
  void resetLimit_zeroResets_isOff() {
    assertThat(ResetLimit.parse("0/30s")).isEqualTo(ResetLimit.OFF).hasToString("off");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "200", "200/30", "-1/30s", "1/0s", "1/3601s", "1/9999999999s", "OFF"})
  void resetLimit_malformed_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResetLimit.parse(text))
        .withMessage(
            "reset limit: %s (expected: <resets>/<seconds>s with 1 to 3600 seconds, such as"
                + " 200/30s; or off)",
            text);
  }

  @ParameterizedTest
  @EnumSource(Protocols.class)
  void protocols_textualForm_roundTrips(Protocols protocols) {
    assertThat(Protocols.parse(protocols.toString())).isEqualTo(protocols);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AUTO", "h2"})
  void protocols_malformed_areRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Protocols.parse(text))
        .withMessage("protocol: %s (expected: auto, http1 or http2)", text);
  }

  @Test
  void options_atTheirMinimum_areAccepted() {
    ConnectionOptions lowest =
        new ConnectionOptions(Scheme.HTTP, Protocols.AUTO, 1, ResetLimit.OFF, 0, 0, 0);

    assertThat(
            ConnectionOptions.defaults()
                .withMaxStreams(1)
                .withResetLimit(ResetLimit.OFF)
                .withMaxRequests(0)
                .withAcceptDelayMillis(0)
                .withBlackHoles(0))
        .isEqualTo(lowest);
  }

  @Test
  void options_belowTheirMinimum_areRefused() {
    ConnectionOptions defaults = ConnectionOptions.defaults();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.withMaxStreams(0))
        .withMessage("max streams: 0 (expected: a whole number from 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.withMaxRequests(-1))
        .withMessage("max requests: -1 (expected: a whole number from 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.withBlackHoles(-1))
        .withMessage("black holes: -1 (expected: a whole number from 0)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 3_600_001})
  void options_acceptDelayOutOfRange_isRefused(long millis) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionOptions.defaults().withAcceptDelayMillis(millis))
        .withMessage("accept delay: %dms (expected: from 0ms to 3600000ms)", millis);
  }
}
