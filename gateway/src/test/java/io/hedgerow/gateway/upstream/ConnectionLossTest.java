package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Outcome.ConnectionLost;
import io.hedgerow.gateway.upstream.wire.Loss;
import io.hedgerow.gateway.upstream.wire.Loss.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionLossTest {

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_CLOSED, connection closed inside the answer",
    "CONNECTION_RESET, connection reset inside the answer",
    "STREAM_RESET, stream reset (8) inside the answer",
    "TLS_FAILED, TLS failed inside the answer",
    "NOT_HTTP, not HTTP inside the answer",
    "STREAM_NOT_HTTP, not HTTP inside the answer"
  })
  void of_anyLoss_saysInAFewWordsHowAndWhen(Kind kind, String detail) {
    assertThat(ConnectionLoss.of(new Loss(kind, 8), "inside the answer"))
        .isEqualTo(new ConnectionLost(detail));
  }
}
