package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hedges have their own lanes: a full lane 1 does not delay them. */
final class HedgeInFullLaneTest {
  @RegisterExtension
  static final RunningGateway GATEWAY =
      RunningGateway.start("smart.hedge-delay=50ms", "upstream.connections-max=1");

  @Test
  void hedge_primaryLaneFull_goesOutAllTheSame() throws Exception {
    GATEWAY.script("hang@0ms", "status:503@0ms", "status:503@0ms");
    GATEWAY.always("ok@1ms");
    try (RawCaller stuck = GATEWAY.newCaller()) {
      stuck.get("/api/smart?timeout=60000");
      assertEventually(() -> GATEWAY.counts().finished(), 2L);
      assertEventually(() -> GATEWAY.gateway().load().upstream().idleConnections(), 2);

      RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

      answer.assertOk("{\"time\": 1}");
      assertThat(answer.timings()).hasSize(3).startsWith("1 cancelled");
      assertThat(GATEWAY.gateway().load().upstream().waitingAttempts()).isZero();
      assertThat(GATEWAY.counts().asked()).isEqualTo(5);
    }
  }
}
