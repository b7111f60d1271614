package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.CancelReason;
import io.hedgerow.gateway.upstream.ClientBench.Launched;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An established HTTP/2 connection that has gone silent: the client sends a PING, replaces the
 * connection if it is dead, and keeps it if it is only slow. Other lanes are not affected.
 */
final class DeadConnectionTest {
  private static final String SUCCESS = " succeeded: {\"time\": 7}";

  @Test
  void connection_thatTurnsIntoABlackHole_isNoticedAndReplaced() throws Exception {
    RawUpstream.Script answerOnceThenNothing =
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          frames.answer(frames.readRequest());
          connection.awaitEnd();
        };
    try (RawUpstream upstream =
            new RawUpstream(answerOnceThenNothing, DeadConnectionTest::answerAll);
        ClientBench bench = bench(upstream, "100ms")) {
      assertThat(bench.ask(1)).isEqualTo("1" + SUCCESS);
      assertThat(bench.ask(2)).isEqualTo("2" + SUCCESS);

      waitInVain(bench);

      // Answered at once, on a new connection, while the old one is being pinged.
      assertThat(bench.ask(1)).isEqualTo("1" + SUCCESS);
      assertEventually(upstream::ended, 1);
      assertThat(bench.ask(1)).isEqualTo("1" + SUCCESS);
      assertThat(bench.ask(2)).isEqualTo("2" + SUCCESS);
      assertThat(bench.wire().connectionsSuspected()).isEqualTo(1);
      assertThat(bench.wire().retried()).isZero();
      assertThat(upstream.connections()).isEqualTo(3);
      assertEventually(bench::idle, 2);
      bench.assertAtRest();
    }
  }

  @Test
  void connection_slowButAlive_answersThePingAndIsKept() throws Exception {
    try (RawUpstream upstream =
            new RawUpstream(
                connection -> {
                  RawFrames frames = RawFrames.open(connection);
                  frames.readRequest();
                  frames.answer(frames.readRequest());
                  connection.awaitEnd();
                });
        ClientBench bench = bench(upstream, "60s")) {
      waitInVain(bench);

      assertEventually(bench::idle, 1);
      assertThat(bench.ask(1)).isEqualTo("1" + SUCCESS);
      assertThat(bench.wire().connectionsSuspected()).isEqualTo(1);
      assertThat(upstream.connections()).isEqualTo(1);
      bench.assertAtRest();
    }
  }

  /** Sends a request and cancels it, as at a deadline, before any byte arrives. */
  private static void waitInVain(ClientBench bench) {
    UpstreamAttempt attempt = bench.launch(1, 30_000, new Launched());
    assertEventually(() -> bench.load().leased(), 1);
    bench.cancel(attempt, CancelReason.DEADLINE);
  }

  private static void answerAll(RawUpstream.Connection connection) throws IOException {
    RawFrames frames = RawFrames.open(connection);
    while (true) {
      frames.answer(frames.readRequest());
    }
  }

  private static ClientBench bench(RawUpstream upstream, String pingTimeout) {
    return new ClientBench(
        ClientBench.settings(
            Map.of("upstream.protocol", "http2", "upstream.ping-timeout", pingTimeout)),
        upstream.url());
  }
}
