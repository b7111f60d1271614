package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.simulator.ConnectionOptions;
import io.hedgerow.simulator.Protocols;
import io.hedgerow.simulator.Scheme;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An upstream behind TLS: what is spoken is agreed on in the handshake, and nobody is trusted
 * blindly.
 */
class TlsUpstreamTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "auto, AUTO, HTTP_2",
    "auto, HTTP1, HTTP_1_1",
    "auto, HTTP2, HTTP_2",
    "http1, AUTO, HTTP_1_1",
    "http2, AUTO, HTTP_2"
  })
  void protocol_wantedAndOffered_isAgreedOn(String wanted, Protocols offered, HttpVersion expected)
      throws Exception {
    List<HttpVersion> versions = new CopyOnWriteArrayList<>();
    try (Simulator simulator = start(offered)) {
      simulator.onRequest(request -> versions.add(request.version()));
      try (Gateway gateway =
          RunningGateway.startGateway(
              simulator.url(),
              "upstream.protocol=" + wanted,
              "upstream.tls.trust=" + trust(simulator))) {
        for (int i = 0; i < 5; i++) {
          ask(gateway).assertOk("[{\"time\": 1}, {\"time\": 1}, {\"time\": 1}]");
        }
        Eventually.assertEventually(() -> gateway.vitals().isAtRest(), true);
      }
    }
    assertThat(versions).hasSize(15).containsOnly(expected);
  }

  @Test
  void certificate_notTrusted_isUnreachable() throws Exception {
    try (Simulator simulator = start(Protocols.AUTO);
        Gateway gateway = RunningGateway.startGateway(simulator.url())) {
      Answered answer = ask(gateway);

      answer.assertProblem(503, "upstream-failed");
      assertThat(answer.attempts())
          .containsExactly("1 unreachable", "2 unreachable", "3 unreachable");
      assertThat(answer.body()).contains("TLS handshake failed");
      assertThat(simulator.counts().asked()).isZero();
    }
  }

  private static Simulator start(Protocols offered) {
    Simulator simulator =
        Simulator.start(
            SimulatorOptions.defaults()
                .withConnections(
                    ConnectionOptions.defaults().withScheme(Scheme.HTTPS).withProtocols(offered)));
    simulator.always(Behaviour.parse("ok@1ms"));
    return simulator;
  }

  private Path trust(Simulator simulator) throws IOException {
    return Files.writeString(folder.resolve("trust.pem"), simulator.certificatePem());
  }

  private static Answered ask(Gateway gateway) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      return caller.get("/api/all?timeout=30000").read();
    }
  }
}
