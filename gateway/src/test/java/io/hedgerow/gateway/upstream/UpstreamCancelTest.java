package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.gateway.upstream.ClientBench.Load;
import io.hedgerow.simulator.Counts;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Scheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancelled attempt leaves nothing behind and reports nothing, whatever its state. */
final class UpstreamCancelTest {
  private static final long TIMEOUT_MILLIS = 30_000;

  @TempDir private Path folder;
  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();
  private final Launched launched = new Launched();

  @ParameterizedTest
  @ValueSource(strings = {"hang@0ms", "ok@3600000ms", "stall@0ms", "oversized:1000000@3600000ms"})
  void cancel_requestSent_resetsTheConnectionAndTheUpstreamStops(String behaviour) {
    Simulator simulator = fixture.open(Simulator.start(SimulatorOptions.defaults()));
    simulator.always(Behaviour.parse(behaviour));
    ClientBench bench = fixture.open(ClientBench.of(simulator.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(simulator::counts, new Counts(1, 0, 0));

    bench.cancel(attempt);
    bench.cancel(attempt);
    assertEventually(simulator::counts, new Counts(1, 0, 1));
    assertEventually(simulator::connections, 0);
    assertNothingIsLeft(bench);
    assertThat(bench.idle()).isZero();
  }

  @Test
  void cancel_insideTheTlsHandshake_leavesTheConnectionForLater() throws Exception {
    ConnectionOptions connections =
        ConnectionOptions.defaults().withScheme(Scheme.HTTPS).withAcceptDelayMillis(300);
    Simulator simulator =
        fixture.open(Simulator.start(SimulatorOptions.defaults().withConnections(connections)));
    Path trust = Files.writeString(folder.resolve("trust.pem"), simulator.certificatePem());
    UpstreamSettings settings =
        ClientBench.settings(
            Map.of("upstream.protocol", "http1", "upstream.tls.trust", trust.toString()));
    ClientBench bench = fixture.open(new ClientBench(settings, simulator.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(() -> simulator.connectionCounts().accepted(), 1L);
    assertThat(bench.load()).isEqualTo(new Load(1, 0, 1, 1));

    bench.cancel(attempt);
    assertNothingIsLeft(bench);

    assertEventually(bench::idle, 1);
    assertThat(simulator.counts().asked()).isZero();
  }

  @Test
  void cancel_insideTheHead_endsTheConnection() throws Exception {
    assertCancelled("HTTP/1.1 200 OK\r\nContent-Le");
  }

  @Test
  void cancel_behindTheHead_endsTheConnection() throws Exception {
    assertCancelled("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n");
  }

  @Test
  void cancel_insideTheBody_endsTheConnection() throws Exception {
    assertCancelled("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\"");
  }

  @Test
  void cancel_insideAChunk_endsTheConnection() throws Exception {
    assertCancelled("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"time\"");
  }

  @Test
  void cancel_whileConnecting_leavesTheConnectionForLater() {
    DeafUpstream deaf = fixture.open(new DeafUpstream());
    ClientBench bench = fixture.open(ClientBench.of(deaf.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertThat(bench.load()).isEqualTo(new Load(1, 0, 1, 1));
    bench.cancel(attempt);
    assertNothingIsLeft(bench);
    assertThat(bench.idle()).isZero();

    deaf.listen();
    assertEventually(bench::idle, 1);
    assertThat(launched.told()).isEmpty();
  }

  @Test
  void cancel_whileWaitingForAConnectionInUse_leavesTheQueue() {
    Simulator simulator = fixture.open(Simulator.start(SimulatorOptions.defaults()));
    simulator.always(Behaviour.parse("hang@0ms"));
    UpstreamSettings one =
        ClientBench.settings(Map.of("upstream.connections-max", "1", "upstream.pending-max", "1"));
    ClientBench bench = fixture.open(new ClientBench(one, simulator.url()));
    UpstreamAttempt holder = bench.launch(1, TIMEOUT_MILLIS, new Launched());
    assertEventually(simulator::counts, new Counts(1, 0, 0));
    UpstreamAttempt waiter = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertThat(bench.load()).isEqualTo(new Load(2, 1, 1, 0));
    Launched refused = bench.launch(1);
    assertThat(refused.told())
        .containsExactly("1 unreachable: all connections in use and the queue for them full");

    bench.cancel(waiter);
    assertThat(bench.load()).isEqualTo(new Load(1, 1, 0, 0));
    bench.cancel(holder);
    assertNothingIsLeft(bench);
    assertThat(simulator.counts().asked()).isEqualTo(1);
  }

  @Test
  void cancel_afterTheEnd_doesNothing() {
    Simulator simulator = fixture.open(Simulator.start(SimulatorOptions.defaults()));
    simulator.always(Behaviour.parse("ok@0ms"));
    ClientBench bench = fixture.open(ClientBench.of(simulator.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(launched::told, List.of("1 succeeded: {\"time\": 0}"));
    bench.cancel(attempt);
    assertThat(bench.load()).isEqualTo(Load.NONE);
    assertThat(bench.idle()).isEqualTo(1);
    assertThat(launched.told()).hasSize(1);
  }

  @Test
  void cancel_whileTheFailedAnswerDrains_letsItDrain() {
    RawUpstream upstream =
        fixture.open(
            new RawUpstream(RawUpstream.once("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nab")));
    ClientBench bench = fixture.open(ClientBench.of(upstream.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(launched::told, List.of("1 bad-status: status 503"));
    bench.cancel(attempt);
    assertThat(bench.load()).isEqualTo(new Load(0, 1, 0, 1));
  }

  @Test
  void close_ofTheClient_endsEveryConnectionAndFailsWhatRuns() {
    Simulator simulator = fixture.open(Simulator.start(SimulatorOptions.defaults()));
    simulator.script(Behaviour.parse("ok@0ms"), Behaviour.parse("hang@0ms"));
    ClientBench bench = fixture.open(ClientBench.of(simulator.url()));
    bench.ask();
    bench.launch(2, TIMEOUT_MILLIS, launched);
    assertEventually(simulator::counts, new Counts(2, 1, 0));
    bench.closeClient();
    assertEventually(simulator::connections, 0);
    assertEventually(
        launched::told, List.of("2 connection-lost: connection closed before the answer"));
    bench.assertAtRest();
    assertThat(bench.launch(1).told()).hasSize(1).first().asString().contains("unreachable");
    bench.assertAtRest();
  }

  private void assertCancelled(String begunAnswer) throws Exception {
    RawUpstream upstream = fixture.open(new RawUpstream(RawUpstream.once(begunAnswer)));
    ClientBench bench = fixture.open(ClientBench.of(upstream.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(upstream::requests, 1);
    bench.cancel(attempt);
    assertEventually(upstream::ended, 1);
    assertNothingIsLeft(bench);
  }

  private void assertNothingIsLeft(ClientBench bench) {
    bench.assertAtRest();
    assertThat(launched.told()).isEmpty();
  }
}
