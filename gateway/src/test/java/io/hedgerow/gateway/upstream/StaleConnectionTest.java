package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.testing.Eventually;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A reused connection that dies before the answer is not the upstream's failure. */
final class StaleConnectionTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 7}";

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  @Test
  void staleConnection_closed_isRetriedOnceOnAFreshOne() {
    assertRetried(StaleConnectionTest::answerThenClose);
  }

  @Test
  void staleConnection_reset_isRetriedOnceOnAFreshOne() {
    assertRetried(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK).readRequest();
          connection.reset();
        });
  }

  @Test
  void staleConnection_freshOneDiesToo_failsAndIsNotRetriedTwice() {
    start(StaleConnectionTest::answerThenClose, RawUpstream.Connection::readRequest);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: connection closed before the answer");
    assertThat(fixture.upstream().requests()).isEqualTo(3);
    assertThat(fixture.bench().retried()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  @Test
  void staleConnection_otherIdleOnes_areNotUsedForTheSecondTry() {
    RawUpstream.Script answerBothThenClose =
        connection -> {
          connection.readRequest();
          Eventually.assertEventually(fixture.upstream()::connections, 2);
          connection.write(RawUpstream.OK).readRequest();
        };
    start(answerBothThenClose, answerBothThenClose, RawUpstream.always(RawUpstream.OK));
    Launched one = fixture.bench().launch(1);
    Launched two = fixture.bench().launch(1);
    Eventually.assertEventually(() -> one.told().size() + two.told().size(), 2);
    assertThat(fixture.bench().idle()).isEqualTo(2);
    // Both idle connections are stale; the retry must use neither.
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().connections()).isEqualTo(3);
    assertThat(fixture.bench().retried()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  @Test
  void staleConnection_deadlineReached_isNotRetried() {
    start(StaleConnectionTest::answerThenClose, RawUpstream.always(RawUpstream.OK));
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    Launched launched = new Launched();
    fixture.bench().launch(1, 0, launched);
    Eventually.assertEventually(
        launched::told, List.of("1 connection-lost: connection closed before the answer"));
    assertThat(fixture.upstream().requests()).isEqualTo(2);
    assertThat(fixture.bench().retried()).isZero();
    fixture.bench().assertAtRest();
  }

  @Test
  void staleConnection_diesInsideTheAnswer_isNotRetried() {
    start(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK).readRequest();
          connection.write("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{");
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask())
        .isEqualTo("1 connection-lost: connection closed inside the answer");
    assertThat(fixture.upstream().requests()).isEqualTo(2);
    assertThat(fixture.bench().retried()).isZero();
    fixture.bench().assertAtRest();
  }

  /** The upstream has sent bytes, so it has seen the request; a retry would not help. */
  @Test
  void staleConnection_answersNoHttp_isNotRetried() {
    start(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK).readRequest();
          connection.write("~~~ these bytes are not HTTP ~~~\r\n\r\n").awaitEnd();
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo("1 connection-lost: not HTTP before the answer");
    assertThat(fixture.upstream().requests()).isEqualTo(2);
    assertThat(fixture.bench().retried()).isZero();
    fixture.bench().assertAtRest();
  }

  @Test
  void staleConnection_headTooLarge_isNotRetried() {
    String head = "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n";
    start(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK).readRequest();
          connection.write(head).awaitEnd();
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo("1 connection-lost: not HTTP before the answer");
    assertThat(fixture.bench().retried()).isZero();
    fixture.bench().assertAtRest();
  }

  @Test
  void idleConnection_closedByTheUpstream_isNotOfferedAnyMore() {
    start(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK);
        },
        RawUpstream.always(RawUpstream.OK));
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    Eventually.assertEventually(fixture.bench()::idle, 0);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().retried()).isZero();
  }

  @Test
  void idleConnection_onWhichBytesCome_isClosed() {
    start(
        connection -> {
          connection.readRequest();
          connection.write(RawUpstream.OK + "HTTP/1.1 408 Bye\r\nContent-Length: 0\r\n\r\n");
          connection.awaitEnd();
        },
        RawUpstream.always(RawUpstream.OK));
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    Eventually.assertEventually(fixture.upstream()::ended, 1);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    fixture.bench().assertAtRest();
  }

  private void assertRetried(RawUpstream.Script stale) {
    start(stale, RawUpstream.always(RawUpstream.OK));
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().requests()).isEqualTo(3);
    assertThat(fixture.upstream().connections()).isEqualTo(2);
    assertThat(fixture.bench().retried()).isEqualTo(1);
    assertThat(fixture.bench().idle()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  private static void answerThenClose(RawUpstream.Connection connection) throws IOException {
    connection.readRequest();
    connection.write(RawUpstream.OK).readRequest();
  }

  private void start(RawUpstream.Script... scripts) {
    fixture.start(ClientBench.settings(), scripts);
  }
}
