package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome.ConnectionLost;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ConnectionLossTest {

  @ParameterizedTest
  @MethodSource("losses")
  void of_anyCause_saysInAFewWordsHowAndWhen(Throwable cause, String how, boolean isSilent) {
    assertThat(ConnectionLoss.of(cause, "inside the answer"))
        .isEqualTo(new ConnectionLost(how + " inside the answer"));
    assertThat(ConnectionLoss.isSilent(cause)).isEqualTo(isSilent);
  }

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of(new HttpClosedException("secret"), "connection closed", true),
        Arguments.of(new IOException("secret"), "connection reset", true),
        Arguments.of(new DecoderException("secret"), "not HTTP", false),
        Arguments.of(new IllegalArgumentException("secret"), "not HTTP", false));
  }
}
