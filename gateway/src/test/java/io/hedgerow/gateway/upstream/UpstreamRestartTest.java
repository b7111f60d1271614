package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An idle connection that the upstream has closed does not count as a failure. */
final class UpstreamRestartTest {
  private static final FaultMix PERFECT = new FaultMix(new Latency(0, 0), 0, List.of());

  /** Its hedges are launched at once or never. */
  @RegisterExtension
  static final RunningGateway GATEWAY = RunningGateway.start("smart.hedge-delay=10m");

  @Test
  void upstream_restartsBetweenRequests_isAskedOverNewConnections() throws Exception {
    Simulator old = Simulator.start(SimulatorOptions.defaults().withMix(PERFECT));
    try (Gateway gateway = RunningGateway.startGateway(old.url());
        RawCaller caller = new RawCaller(gateway.port())) {
      caller.get("/api/all?timeout=30000").read();
      assertThat(gateway.load().upstream().idleConnections()).isEqualTo(3);

      old.close();
      SimulatorOptions samePort = SimulatorOptions.defaults().withPort(old.port());
      try (Simulator restarted = Simulator.start(samePort.withMix(PERFECT))) {
        for (int i = 0; i < 3; i++) {
          RawResponse answer = caller.get("/api/all?timeout=30000").read();

          answer.assertOk("[{\"time\": 0}, {\"time\": 0}, {\"time\": 0}]");
        }
        assertThat(restarted.counts().asked()).isEqualTo(9);
        assertThat(gateway.load().upstream().idleConnections()).isEqualTo(3);
      }
    }
  }

  @Test
  void upstream_goneBetweenRequests_isUnreachable() throws Exception {
    Simulator gone = Simulator.start(SimulatorOptions.defaults().withMix(PERFECT));
    try (Gateway gateway = RunningGateway.startGateway(gone.url());
        RawCaller caller = new RawCaller(gateway.port())) {
      caller.get("/api/all?timeout=30000").read();
      gone.close();
      assertEventually(() -> gateway.load().upstream().idleConnections(), 0);

      RawResponse answer = caller.get("/api/all?timeout=30000").read();

      answer.assertProblem(503, "upstream-failed");
      assertThat(answer.attempts())
          .containsExactly("1 unreachable", "2 unreachable", "3 unreachable");
    }
  }

  @Test
  void reusedConnection_diesBeforeTheAnswer_isRetriedOnAFreshOne() throws Exception {
    keepAConnection();
    GATEWAY.script("reset-before@0ms", "ok@1ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 1}");
    assertThat(answer.timings()).containsExactly("1 succeeded");
    assertThat(GATEWAY.retried()).isEqualTo(1);
    GATEWAY.assertUpstream(3, 3, 0);
  }

  @Test
  void freshConnection_diesBeforeTheAnswer_isAFailedAttempt() throws Exception {
    keepAConnection();
    GATEWAY.script("close-before@0ms", "close-before@0ms", "ok@1ms", "ok@1ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 1}");
    assertThat(answer.timings()).contains("1 connection-lost");
    assertThat(GATEWAY.retried()).isEqualTo(1);
  }

  @Test
  void reusedConnection_diesInsideTheAnswer_isAFailedAttempt() throws Exception {
    keepAConnection();
    GATEWAY.script("reset-inside@0ms", "ok@1ms", "ok@1ms");

    RawResponse answer = GATEWAY.get("/api/smart?timeout=30000&envelope=false");

    answer.assertOk("{\"time\": 1}");
    assertThat(answer.timings()).contains("1 connection-lost");
    assertThat(GATEWAY.retried()).isZero();
  }

  /** Leaves a used connection in lane 1. */
  private static void keepAConnection() throws Exception {
    GATEWAY.simulator().always(Behaviour.parse("ok@0ms"));
    assertThat(GATEWAY.get("/api/smart?timeout=30000").timings()).containsExactly("1 succeeded");
  }
}
