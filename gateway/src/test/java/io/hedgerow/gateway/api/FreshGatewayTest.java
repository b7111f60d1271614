package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.GatewayProcess;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import org.junit.jupiter.api.Test;

/**
 * A gateway in a JVM that has just started, with interpreted code and the strictest overload
 * control.
 */
final class FreshGatewayTest {
  /** A cold event loop runs late. That is not overload, so no hedge may be withheld. */
  @Test
  void smart_firstAttemptsFail_hedgesEveryTime() throws Exception {
    try (Simulator upstream = Simulator.start(SimulatorOptions.defaults());
        GatewayProcess gateway =
            GatewayProcess.start(
                "256m",
                "overload.shed=true",
                "overload.target=1ms",
                "overload.interval=40ms",
                "upstream.url=" + upstream.url())) {
      for (int i = 1; i <= 20; i++) {
        upstream.script(
            Behaviour.parse("status:500@0ms"),
            Behaviour.parse("ok@20ms"),
            Behaviour.parse("ok@20ms"));

        RawResponse answer;
        try (RawCaller caller = new RawCaller(gateway.port())) {
          answer = caller.get("/api/smart?timeout=30000&envelope=false").read();
        }

        answer.assertOk("{\"time\": 20}");
        assertThat(answer.header("server-timing")).doesNotContain("hedges-withheld");
        assertThat(answer.timings()).hasSize(3).contains("1 bad-status");
        long attempts = 3L * i;
        assertEventually(() -> upstream.counts().asked(), attempts);
      }
    }
  }
}
