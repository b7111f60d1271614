package io.hedgerow.gateway;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway becomes ready with the first healthy replica, and stays ready without it. */
final class ReplicaHealthTest {
  @TempDir private Path folder;

  @Test
  void readiness_comesWithTheFirstHealthyReplica_andStays() throws Exception {
    int port = RunningGateway.freePort();
    Path file =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            upstreams:
              checked:
                replicas: ["http://127.0.0.1:1/api/work", "http://127.0.0.1:%d/api/work"]
                health: {path: /api/work, every: 1s}
            routes:
              checked: {path: /checked, upstream: checked}
            """
                .formatted(port));
    try (Gateway gateway =
        RunningGateway.startGateway("http://127.0.0.1:1/", "routes=" + file, "event-loops=1")) {
      assertThat(readiness(gateway)).isEqualTo(503);

      try (Simulator started = Simulator.start(SimulatorOptions.defaults().withPort(port))) {
        started.always(Behaviour.parse("ok@0ms"));
        assertEventually(() -> readiness(gateway), 200);
      }

      try (ServerSocket sick = new ServerSocket(port, 0, InetAddress.ofLiteral("127.0.0.1"))) {
        sick.setSoTimeout(20_000);
        sick.accept().close();
        // A check starts only after the one before has ended.
        sick.accept().close();
      }
      assertThat(readiness(gateway)).isEqualTo(200);
    }
  }

  private static int readiness(Gateway gateway) {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      caller.get("/health/ready");
      return caller.read().status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
