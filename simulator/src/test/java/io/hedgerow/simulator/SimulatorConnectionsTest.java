package io.hedgerow.simulator;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hedgerow.simulator.Http2Client.Sent;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.wire.ConnectionCounts;
import io.hedgerow.simulator.wire.ConnectionOptions;
import io.hedgerow.simulator.wire.Protocols;
import io.hedgerow.simulator.wire.ResetLimit;
import io.hedgerow.testing.Http2Frame;
import io.hedgerow.testing.RawConnection;
import io.hedgerow.testing.RawConnection.End;
import io.hedgerow.testing.RawConnection.Ending;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections begin and end, independently of the faults of their requests. */
final class SimulatorConnectionsTest {
  private static final long CALM = Http2Error.ENHANCE_YOUR_CALM.code();
  private static final FaultMix INSTANT = new FaultMix(new Latency(0, 0), 0, List.of());

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void resets_atTheLimit_keepTheConnection() throws Exception {
    Simulator simulator = start(defaults().withResetLimit(new ResetLimit(5, 60)));
    Http2Client client = open(new Http2Client(simulator));

    resetStreams(client, simulator, 5);

    assertThat(client.send("ok@1ms").body()).isEqualTo("{\"time\": 1}");
    assertThat(simulator.counts()).isEqualTo(new Counts(6, 1, 5));
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(1, 0, 5, 0, 0));
  }

  @Test
  void resets_aboveTheLimit_endTheConnectionAndItsStreams() throws Exception {
    Simulator simulator = start(defaults().withResetLimit(new ResetLimit(5, 60)));
    Http2Client client = open(new Http2Client(simulator));
    Sent bystander = client.send("hang@0ms");
    assertEventually(() -> simulator.counts().working(), 1L);

    resetStreams(client, simulator, 6);

    assertThat(client.goAway().getErrorCode()).isEqualTo(CALM);
    assertThat(bystander.failure()).isInstanceOf(HttpClosedException.class);
    assertEventually(simulator::counts, new Counts(7, 0, 7));
    assertEventually(simulator::connections, 0);
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(1, 0, 6, 1, 1));
  }

  @Test
  void resets_aboveTheDefaultLimit_endTheConnection() throws Exception {
    Simulator simulator = start(defaults());
    Http2Client client = open(new Http2Client(simulator));

    resetStreams(client, simulator, 201);

    assertThat(client.goAway().getErrorCode()).isEqualTo(CALM);
    assertEventually(simulator::counts, new Counts(201, 0, 201));
  }

  @Test
  void resets_afterTheWindow_countFromZero() throws Exception {
    Simulator simulator = start(defaults().withResetLimit(new ResetLimit(1, 1)));
    Http2Client client = open(new Http2Client(simulator));
    resetStreams(client, simulator, 1);

    // The answer arrives after the window has ended.
    client.send("ok@1100ms").body();
    resetStreams(client, simulator, 1);

    assertThat(client.send("ok@1ms").body()).isEqualTo("{\"time\": 1}");
    assertThat(simulator.connectionCounts().enhanceYourCalm()).isZero();
  }

  @Test
  void resets_sentByTheSimulator_haveNoLimit() throws Exception {
    Simulator simulator = start(defaults().withResetLimit(new ResetLimit(5, 60)));
    Http2Client client = open(new Http2Client(simulator));

    for (int i = 0; i < 250; i++) {
      assertThat(client.send("reset-before@0ms").failure())
          .isInstanceOf(StreamResetException.class)
          .hasMessage("Stream reset: 2");
    }

    assertThat(client.send("ok@1ms").body()).isEqualTo("{\"time\": 1}");
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(1, 0, 0, 0, 0));
  }

  @Test
  void streams_aThousandAtOnceSomeCancelled_areCountedOnceEach() throws Exception {
    Simulator simulator = start(defaults().withMaxStreams(1_000));
    Http2Client client = open(new Http2Client(simulator));
    List<Sent> cancelled = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Sent request = client.send(i < 200 ? "ok@3600000ms" : "hang@0ms");
      if (i < 200) {
        cancelled.add(request);
      }
    }
    assertEventually(simulator::counts, new Counts(1_000, 0, 0));

    for (Sent request : cancelled) {
      request.cancel();
    }

    assertEventually(simulator::counts, new Counts(1_000, 0, 200));
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(1, 0, 200, 0, 0));
    simulator.close();
    assertThat(simulator.counts()).isEqualTo(new Counts(1_000, 0, 1_000));
  }

  @Test
  void settings_maxStreams_areSent() throws Exception {
    Simulator simulator = start(defaults().withMaxStreams(7));
    Http2Client client = open(new Http2Client(simulator));

    assertThat(client.connection().maxActiveStreams()).isEqualTo(7);
  }

  @Test
  void goAway_noError_letsTheStreamsFinishThenCloses() throws Exception {
    Simulator simulator = start(defaults());
    Http2Client client = open(new Http2Client(simulator));
    Sent slow = client.send("ok@300ms");
    Sent stuck = client.send("hang@0ms");
    assertEventually(() -> simulator.counts().working(), 2L);

    simulator.goAway();

    assertThat(client.goAway()).satisfies(frame -> assertGoAway(frame, 0, 3));
    assertThat(slow.body()).isEqualTo("{\"time\": 300}");
    assertThat(simulator.connections()).isEqualTo(1);
    stuck.cancel();
    assertEventually(simulator::connections, 0);
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 1, 1));
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(1, 0, 1, 1, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 11, 0xffff_ffffL})
  void goAway_error_closesWithAllStreams(long errorCode) throws Exception {
    Simulator simulator = start(defaults());
    Http2Client client = open(new Http2Client(simulator));
    Sent stuck = client.send("hang@0ms");
    assertEventually(() -> simulator.counts().working(), 1L);

    simulator.goAway(errorCode);

    assertThat(client.goAway()).satisfies(frame -> assertGoAway(frame, errorCode, 1));
    assertThat(stuck.failure()).isInstanceOf(HttpClosedException.class);
    assertEventually(simulator::counts, new Counts(1, 0, 1));
    assertEventually(simulator::connections, 0);
  }

  @Test
  void goAway_http1_keepsTheConnection() throws Exception {
    Simulator simulator = start(defaults());
    RawConnection client = open(new RawConnection(simulator.port()));
    client.get("/api/work?fault=ok@1ms").readUntil("}");

    simulator.goAway();
    simulator.goAway(CALM);

    assertThat(client.get("/api/work?fault=ok@2ms").readUntil("}")).endsWith("{\"time\": 2}");
    assertThat(simulator.connectionCounts().goAways()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0x1_0000_0000L})
  void goAway_errorCodeOutOfRange_isRefused(long errorCode) {
    Simulator simulator = start(defaults());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> simulator.goAway(errorCode))
        .withMessage("error code: %d (expected: from 0 to 4294967295)", errorCode);
  }

  @Test
  void maxRequests_http1_closesAfterTheLastAnswer() throws Exception {
    Simulator simulator = start(defaults().withMaxRequests(2));
    RawConnection client = open(new RawConnection(simulator.port()));
    assertThat(client.get("/api/work?fault=ok@1ms").readUntil("}"))
        .doesNotContain("connection:")
        .endsWith("{\"time\": 1}");

    client.get("/api/work?fault=ok@2ms");

    assertThat(client.readToEnd())
        .satisfies(
            ending -> {
              assertThat(ending.received())
                  .contains("\r\nconnection: close\r\n")
                  .endsWith("{\"time\": 2}");
              assertThat(ending.end()).isEqualTo(End.CLOSED);
            });
    assertThat(simulator.counts()).isEqualTo(new Counts(2, 2, 0));
  }

  @Test
  void maxRequests_http2_sendsGoAwayAndFinishesTheStreams() throws Exception {
    Simulator simulator = start(defaults().withMaxRequests(2));
    Http2Client client = open(new Http2Client(simulator));
    Sent first = client.send("ok@200ms");
    assertEventually(() -> simulator.counts().working(), 1L);
    assertThat(client.goAways()).isEmpty();

    Sent last = client.send("ok@1ms");

    assertThat(client.goAway()).satisfies(frame -> assertGoAway(frame, 0, 3));
    assertThat(last.body()).isEqualTo("{\"time\": 1}");
    assertThat(first.body()).isEqualTo("{\"time\": 200}");
    assertEventually(simulator::connections, 0);
  }

  @Test
  void acceptDelay_set_delaysTheFirstByte() throws Exception {
    Simulator simulator = start(defaults().withAcceptDelayMillis(200));
    long start = System.nanoTime();
    RawConnection client = open(new RawConnection(simulator.port())).get("/api/work");

    assertEventually(simulator::connectionCounts, new ConnectionCounts(1, 0, 0, 0, 0));
    assertThat(client.readUntil("}")).endsWith("{\"time\": 0}");

    assertThat(System.nanoTime() - start)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
  }

  @Test
  void acceptDelay_simulatorCloses_dropsTheDelayedConnection() throws Exception {
    Simulator simulator = start(defaults().withAcceptDelayMillis(3_600_000));
    RawConnection client = open(new RawConnection(simulator.port())).get("/api/work");
    assertEventually(() -> simulator.connectionCounts().accepted(), 1L);

    simulator.close();

    assertThat(client.readToEnd().received()).isEmpty();
    assertThat(simulator.counts()).isEqualTo(new Counts(0, 0, 0));
  }

  @Test
  void blackHole_nextTwo_areSwallowedAndTheThirdIsServed() throws Exception {
    Simulator simulator = start(defaults());
    simulator.blackHole(2);
    RawConnection first = open(new RawConnection(simulator.port())).get("/api/work");
    RawConnection second = open(new RawConnection(simulator.port())).get("/api/work");
    assertEventually(simulator::blackHoles, 2);

    assertThat(open(new RawConnection(simulator.port())).get("/api/work").readUntil("}"))
        .endsWith("{\"time\": 0}");

    assertThat(first.available() + second.available()).isZero();
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
    assertThat(simulator.connectionCounts()).isEqualTo(new ConnectionCounts(3, 2, 0, 0, 0));
    first.close();
    assertEventually(simulator::blackHoles, 1);
    second.abort();
    assertEventually(simulator::blackHoles, 0);
  }

  @Test
  void blackHole_closed_endsWithoutAByte() throws Exception {
    Simulator simulator = start(defaults().withBlackHoles(Integer.MAX_VALUE));
    RawConnection swallowed = open(new RawConnection(simulator.port())).get("/api/work");
    assertEventually(simulator::blackHoles, 1);
    simulator.blackHole(0);

    simulator.closeBlackHoles();

    assertThat(swallowed.readToEnd()).isEqualTo(new Ending("", End.CLOSED));
    assertThat(open(new RawConnection(simulator.port())).get("/api/work").readUntil("}"))
        .endsWith("{\"time\": 0}");
  }

  @Test
  void blackHole_simulatorCloses_isClosed() throws IOException {
    Simulator simulator = start(defaults().withBlackHoles(1));
    RawConnection swallowed = open(new RawConnection(simulator.port()));
    assertEventually(simulator::blackHoles, 1);

    simulator.close();

    assertThat(swallowed.readToEnd()).isEqualTo(new Ending("", End.CLOSED));
    assertEventually(simulator::blackHoles, 0);
  }

  @Test
  void protocols_http1Only_rejectsTheHttp2Preface() throws Exception {
    Simulator simulator = start(defaults().withProtocols(Protocols.HTTP1));
    RawConnection client = open(new RawConnection(simulator.port()));

    client.send(Http2Frame.PREFACE);

    assertThat(client.readToEnd().received()).contains(" 501 ");
    assertThat(open(new RawConnection(simulator.port())).get("/api/work").readUntil("}"))
        .endsWith("{\"time\": 0}");
  }

  @Test
  void protocols_http2Only_closesOnHttp1() throws Exception {
    Simulator simulator = start(defaults().withProtocols(Protocols.HTTP2));

    assertThat(open(new RawConnection(simulator.port())).get("/api/work").readToEnd().received())
        .isEmpty();

    Http2Client client = open(new Http2Client(simulator));
    assertThat(client.send("ok@1ms").body()).isEqualTo("{\"time\": 1}");
    assertThat(simulator.counts()).isEqualTo(new Counts(1, 1, 0));
    assertThat(simulator.connections()).isEqualTo(1);
  }

  private static ConnectionOptions defaults() {
    return ConnectionOptions.defaults();
  }

  private Simulator start(ConnectionOptions connections) {
    return open(
        Simulator.start(SimulatorOptions.defaults().withMix(INSTANT).withConnections(connections)));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private static void resetStreams(Http2Client client, Simulator simulator, int streams)
      throws Exception {
    long before = simulator.counts().cancelled();
    for (int i = 1; i <= streams; i++) {
      long asked = simulator.counts().asked();
      Sent request = client.send("ok@3600000ms");
      assertEventually(() -> simulator.counts().asked(), asked + 1);
      request.cancel();
    }
    long ended = before + streams;
    assertEventually(() -> simulator.counts().cancelled() >= ended, true);
  }

  private static void assertGoAway(GoAway frame, long errorCode, int lastStreamId) {
    assertThat(frame.getErrorCode()).isEqualTo(errorCode);
    assertThat(frame.getLastStreamId()).isEqualTo(lastStreamId);
  }
}
