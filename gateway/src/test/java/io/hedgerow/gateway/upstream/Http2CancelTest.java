package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.gateway.upstream.ClientBench.Load;
import io.hedgerow.simulator.Counts;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An HTTP/2 attempt cancelled in each of its states, with and without TLS: the upstream stops, the
 * connection stays open, and nothing is reported.
 */
final class Http2CancelTest {
  private static final long TIMEOUT_MILLIS = 30_000;

  @TempDir private Path folder;
  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();
  private final Launched launched = new Launched();

  @ParameterizedTest
  @EnumSource
  void cancel_whileWaitingForAStream_leavesTheQueue(Scheme scheme) throws Exception {
    Simulator simulator = start(scheme, 0);
    simulator.always(Behaviour.parse("hang@0ms"));
    ClientBench bench =
        bench(simulator, Map.of("upstream.connections-max", "1", "upstream.streams-max", "1"));
    UpstreamAttempt holder = bench.launch(1, TIMEOUT_MILLIS, new Launched());
    assertEventually(simulator::counts, new Counts(1, 0, 0));
    UpstreamAttempt waiter = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertThat(bench.load()).isEqualTo(new Load(2, 1, 1, 0));

    bench.cancel(waiter);
    assertThat(bench.load()).isEqualTo(new Load(1, 1, 0, 0));
    bench.cancel(holder);
    assertNothingIsLeft(bench);
    assertEventually(simulator::counts, new Counts(1, 0, 1));
  }

  /** The upstream counts a stream until its reset arrives, so the reset must not be delayed. */
  @Test
  void cancel_whenTheUpstreamAllowsNoOtherStream_makesRoomAtOnce() throws Exception {
    Simulator simulator =
        fixture.open(
            Simulator.start(
                SimulatorOptions.defaults()
                    .withConnections(ConnectionOptions.defaults().withMaxStreams(1))));
    simulator.script(Behaviour.parse("hang@0ms"), Behaviour.parse("ok@0ms"));
    ClientBench bench = bench(simulator, Map.of("upstream.connections-max", "1"));
    UpstreamAttempt holder = bench.launch(1, TIMEOUT_MILLIS, new Launched());
    assertEventually(simulator::counts, new Counts(1, 0, 0));
    bench.launch(1, TIMEOUT_MILLIS, launched);

    bench.cancel(holder);

    assertEventually(launched::told, List.of("1 succeeded: {\"time\": 0}"));
    assertThat(bench.retried()).isZero();
    assertThat(simulator.connectionCounts().accepted()).isEqualTo(1);
    bench.assertAtRest();
  }

  /** With TLS, connecting stops inside the handshake; without, before the upstream's SETTINGS. */
  @ParameterizedTest
  @EnumSource
  void cancel_whileConnecting_leavesTheConnectionForLater(Scheme scheme) throws Exception {
    Simulator simulator = start(scheme, 300);
    ClientBench bench = bench(simulator, Map.of());
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(() -> simulator.connectionCounts().accepted(), 1L);
    assertThat(bench.load()).isEqualTo(new Load(1, 0, 1, 1));

    bench.cancel(attempt);
    assertNothingIsLeft(bench);

    assertEventually(bench::idle, 1);
    assertThat(simulator.counts().asked()).isZero();
    assertThat(launched.told()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP, hang@0ms",
    "HTTPS, hang@0ms",
    "HTTP, ok@3600000ms",
    "HTTPS, ok@3600000ms",
    "HTTP, stall@0ms",
    "HTTPS, stall@0ms",
    "HTTP, oversized:1000000@3600000ms",
    "HTTPS, oversized:1000000@3600000ms"
  })
  void cancel_requestSent_resetsTheStreamAndTheUpstreamStops(Scheme scheme, String behaviour)
      throws Exception {
    Simulator simulator = start(scheme, 0);
    simulator.script(Behaviour.parse(behaviour), Behaviour.parse("ok@1ms"));
    ClientBench bench = bench(simulator, Map.of());
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(simulator::counts, new Counts(1, 0, 0));

    bench.cancel(attempt);
    bench.cancel(attempt);

    assertEventually(simulator::counts, new Counts(1, 0, 1));
    assertNothingIsLeft(bench);
    // A slow handshake may have opened more than one connection; the cancel closed none.
    long accepted = simulator.connectionCounts().accepted();
    assertEventually(() -> (long) bench.idle(), accepted);
    assertThat(bench.wire().streamsReset()).isEqualTo(1);
    assertThat(simulator.connectionCounts().resets()).isEqualTo(1);
    assertThat(bench.ask()).isEqualTo("1 succeeded: {\"time\": 1}");
    assertThat(simulator.connectionCounts().accepted()).isEqualTo(accepted);
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 1, 1));
  }

  @Test
  void cancel_behindTheHead_resetsTheStream() throws Exception {
    assertReset(RawFrames::writeHead);
  }

  @Test
  void cancel_insideTheBody_resetsTheStream() throws Exception {
    assertReset(
        (frames, stream) -> {
          frames.writeHead(stream);
          frames.writePart(stream, "{\"time\"");
        });
  }

  @ParameterizedTest
  @EnumSource
  void cancel_afterTheEnd_doesNothing(Scheme scheme) throws Exception {
    Simulator simulator = start(scheme, 0);
    simulator.always(Behaviour.parse("ok@0ms"));
    ClientBench bench = bench(simulator, Map.of());
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(launched::told, List.of("1 succeeded: {\"time\": 0}"));

    bench.cancel(attempt);

    assertThat(bench.load()).isEqualTo(Load.NONE);
    assertThat(bench.idle()).isEqualTo(1);
    assertThat(bench.wire()).isEqualTo(WireSnapshot.NONE);
    assertThat(launched.told()).hasSize(1);
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
  }

  private interface BegunAnswer {
    void write(RawFrames frames, int stream) throws IOException;
  }

  /** How much of the answer the client has read when the attempt is cancelled. */
  private void assertReset(BegunAnswer begun) throws Exception {
    Queue<String> events = new ConcurrentLinkedQueue<>();
    RawUpstream upstream =
        fixture.open(
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  begun.write(frames, frames.readRequest());
                  frames.awaitRead();
                  events.add("read");
                  events.add(frames.readReset());
                  frames.answer(frames.readRequest());
                  connection.awaitEnd();
                }));
    ClientBench bench =
        fixture.open(
            new ClientBench(
                ClientBench.settings(Map.of("upstream.protocol", "http2")), upstream.url()));
    UpstreamAttempt attempt = bench.launch(1, TIMEOUT_MILLIS, launched);
    assertEventually(() -> List.copyOf(events), List.of("read"));

    bench.cancel(attempt);

    assertEventually(() -> events.size(), 2);
    assertThat(events).last().asString().endsWith(": 8");
    assertNothingIsLeft(bench);
    assertThat(bench.ask()).isEqualTo("1 succeeded: {\"time\": 7}");
    assertThat(upstream.connections()).isEqualTo(1);
    assertThat(bench.wire().streamsReset()).isEqualTo(1);
  }

  private Simulator start(Scheme scheme, long acceptDelayMillis) {
    ConnectionOptions connections =
        ConnectionOptions.defaults().withScheme(scheme).withAcceptDelayMillis(acceptDelayMillis);
    return fixture.open(Simulator.start(SimulatorOptions.defaults().withConnections(connections)));
  }

  private ClientBench bench(Simulator simulator, Map<String, String> given) throws IOException {
    Map<String, String> all = new HashMap<>(given);
    all.put("upstream.protocol", "http2");
    if (simulator.url().startsWith("https:")) {
      Path trust = Files.writeString(folder.resolve("trust.pem"), simulator.certificatePem());
      all.put("upstream.tls.trust", trust.toString());
    }
    return fixture.open(new ClientBench(ClientBench.settings(all), simulator.url()));
  }

  private void assertNothingIsLeft(ClientBench bench) {
    bench.assertAtRest();
    assertThat(launched.told()).isEmpty();
  }
}
