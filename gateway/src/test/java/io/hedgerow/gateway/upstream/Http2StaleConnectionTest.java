package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.testing.Eventually;
import io.hedgerow.testing.Http2Frame;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Over HTTP/2: a request that the upstream has not processed is retried on a fresh connection, at
 * most once.
 */
final class Http2StaleConnectionTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 7}";

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  @Test
  void staleConnection_closed_isRetriedOnceOnAFreshOne() {
    start(Http2StaleConnectionTest::answerThenClose, Http2StaleConnectionTest::answerAll);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertSent(3, 2, 1);
  }

  @Test
  void staleConnection_freshOneDiesToo_failsAndIsNotRetriedTwice() {
    start(
        Http2StaleConnectionTest::answerThenClose,
        connection -> RawFrames.open(connection).readRequest());
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: connection closed before the answer");
    assertSent(3, 2, 1);
  }

  @Test
  void staleConnection_deadlineReached_isNotRetried() {
    start(Http2StaleConnectionTest::answerThenClose, Http2StaleConnectionTest::answerAll);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    Launched launched = new Launched();
    fixture.bench().launch(1, 0, launched);
    Eventually.assertEventually(
        launched::told, List.of("1 connection-lost: connection closed before the answer"));
    assertSent(2, 1, 0);
  }

  @Test
  void staleConnection_diesInsideTheAnswer_isNotRetried() {
    start(
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          frames.answer(frames.readRequest());
          frames.writeHead(frames.readRequest());
          frames.awaitRead();
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: connection closed inside the answer");
    assertSent(2, 1, 0);
  }

  @Test
  void freshConnection_dies_failsAndIsNotRetried() {
    start(connection -> RawFrames.open(connection).readRequest());
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: connection closed before the answer");
    assertSent(1, 1, 0);
  }

  @Test
  void stream_refused_isRetriedOnceOnAFreshConnection() {
    start(refuse(Http2Frame.REFUSED_STREAM), Http2StaleConnectionTest::answerAll);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertSent(2, 2, 1);
  }

  @Test
  void stream_refusedTwice_fails() {
    start(refuse(Http2Frame.REFUSED_STREAM));
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: stream reset (7) before the answer");
    assertSent(2, 2, 1);
  }

  @Test
  void stream_resetForAnotherReason_isNotRetried() {
    start(refuse(Http2Frame.INTERNAL_ERROR), Http2StaleConnectionTest::answerAll);
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: stream reset (2) before the answer");
    assertSent(1, 1, 0);
  }

  @Test
  void stream_beyondAGoAway_isRetriedOnAFreshConnection() {
    start(
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          frames.readRequest();
          frames.goAway(0, Http2Frame.NO_ERROR);
          connection.awaitEnd();
        },
        Http2StaleConnectionTest::answerAll);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertSent(2, 2, 1);
    Eventually.assertEventually(fixture.upstream()::ended, 1);
  }

  private void assertSent(int requests, int connections, long retried) {
    fixture.bench().assertAtRest();
    assertThat(fixture.upstream().requests()).isEqualTo(requests);
    assertThat(fixture.upstream().connections()).isEqualTo(connections);
    assertThat(fixture.bench().retried()).isEqualTo(retried);
  }

  private static void answerThenClose(RawUpstream.Connection connection) throws IOException {
    RawFrames frames = RawFrames.open(connection);
    frames.answer(frames.readRequest());
    frames.readRequest();
  }

  private static void answerAll(RawUpstream.Connection connection) throws IOException {
    RawFrames frames = RawFrames.open(connection);
    while (true) {
      frames.answer(frames.readRequest());
    }
  }

  private static RawUpstream.Script refuse(int errorCode) {
    return connection -> {
      RawFrames frames = RawFrames.open(connection);
      frames.reset(frames.readRequest(), errorCode);
      connection.awaitEnd();
    };
  }

  private void start(RawUpstream.Script... scripts) {
    fixture.start(ClientBench.settings(Map.of("upstream.protocol", "http2")), scripts);
  }
}
