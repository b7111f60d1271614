package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.settings.UpstreamSettings;
import io.hedgerow.gateway.upstream.ClientBench.Load;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in every form that HTTP/1.1 allows, and the reuse of their connections. */
final class ExchangeTest {
  private static final String SUCCESS = "1 succeeded: {\"time\": 7}";
  private static final UpstreamSettings SHORT_DRAIN = ClientBench.settings(60_000, 60_000, 50);

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n{\"time\": 7}\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
            + "\r\n\r\n1\r\n{\r\n9;a=b\r\n\"time\": 7\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200 OK\r\nConnection: closely\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200\r\ncontent-length:11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 100 Continue"
            + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>"
            + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
      })
  void answer_withAnEndOfItsOwn_keepsTheConnection(String answer) {
    fixture.start(ClientBench.settings(), RawUpstream.always(answer));
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    }
    assertThat(fixture.upstream().connections()).isEqualTo(1);
    assertThat(fixture.bench().idle()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200 OK\r\nConnection: te, close\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
        "HTTP/1.1 200 OK\r\nConnection: te\r\nConnection: close\r\nContent-Length: 11"
            + "\r\n\r\n{\"time\": 7}",
        "HTTP/1.0 200 OK\r\nContent-Length: 11\r\n\r\n{\"time\": 7}",
      })
  void answer_thatEndsTheConnection_isNotFollowedByAnother(String answer) {
    fixture.start(ClientBench.settings(), RawUpstream.once(answer));
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().connections()).isEqualTo(2);
    assertThat(fixture.bench().idle()).isZero();
    assertThat(fixture.bench().retried()).isZero();
    assertEventually(fixture.upstream()::ended, 2);
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103, 199})
  void interimAnswer_anyNumber_isSkipped(int status) {
    String interim = "HTTP/1.1 " + status + " Wait\r\nX: y\r\n\r\n";
    fixture.start(ClientBench.settings(), RawUpstream.always(interim + interim + RawUpstream.OK));
    assertThat(fixture.bench().ask()).isEqualTo("1 succeeded: {\"time\": 7}");
    assertThat(fixture.bench().ask()).isEqualTo("1 succeeded: {\"time\": 7}");
    assertThat(fixture.upstream().connections()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  @Test
  void switchingProtocols_unasked_failsAndEndsTheConnection() {
    String answer = "HTTP/1.1 101 Switch\r\nUpgrade: x\r\nContent-Length: 0\r\n\r\n";
    fixture.start(ClientBench.settings(), RawUpstream.once(answer));
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 101");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  @Test
  void answer_endedByTheCloseOfTheConnection_succeeds() {
    fixture.start(
        ClientBench.settings(),
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\n\r\n{\"time\": 7}");
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().connections()).isEqualTo(2);
    assertEventually(fixture.bench()::idle, 0);
    fixture.bench().assertAtRest();
  }

  @Test
  void answer_endedByTheCloseTooEarly_isABadPayload() {
    fixture.start(
        ClientBench.settings(),
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 200 OK\r\n\r\n{\"time\": 7");
        });
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-payload: not JSON");
    fixture.bench().assertAtRest();
  }

  @Test
  void answer_byteByByte_succeeds() {
    fixture.start(
        ClientBench.settings(),
        connection -> {
          while (connection.readRequest() != null) {
            for (char letter : RawUpstream.OK.toCharArray()) {
              connection.write(String.valueOf(letter));
            }
          }
        });
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().connections()).isEqualTo(1);
  }

  @Test
  void answer_ofTheLargestSizeInManyChunks_succeeds() {
    fixture.start(ClientBench.settings(), RawUpstream.always(chunked(64 * 1024)));
    assertThat(fixture.bench().ask()).startsWith("1 succeeded: {\"time\": 7");
    assertThat(fixture.bench().ask()).hasSize("1 succeeded: ".length() + 65_536);
    assertThat(fixture.upstream().connections()).isEqualTo(1);
  }

  @Test
  void answer_oneByteTooLongInManyChunks_failsAndEndsTheConnection() {
    fixture.start(ClientBench.settings(), RawUpstream.once(chunked(64 * 1024 + 1)));
    assertThat(fixture.bench().ask()).isEqualTo("1 too-large: body of more than 65536 bytes");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  @Test
  void answer_thatNeverEndsAfterItIsTooLong_failsAtOnce() {
    fixture.start(
        ClientBench.settings(),
        RawUpstream.once("HTTP/1.1 200 OK" + "\r\n\r\nx".repeat(64 * 1024 + 1)));
    assertThat(fixture.bench().ask()).isEqualTo("1 too-large: body of more than 65536 bytes");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  @Test
  void badStatus_bodyIncomplete_isReportedAtOnceAndReadingTheRestKeepsTheConnection() {
    fixture.start(
        ClientBench.settings(),
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nab");
          assertEventually(fixture.bench()::load, new Load(0, 1, 0, 1));
          connection.write("cde").readRequest();
          connection.write(RawUpstream.OK).awaitEnd();
        });
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 503");
    assertEventually(fixture.bench()::idle, 1);
    fixture.bench().assertAtRest();
    assertThat(fixture.bench().ask()).isEqualTo(SUCCESS);
    assertThat(fixture.upstream().connections()).isEqualTo(1);
  }

  @Test
  void badStatus_bodyThatNeverEnds_isClosedAfterTheDrainTimeout() {
    fixture.start(SHORT_DRAIN, RawUpstream.once("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nab"));
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 503");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
    assertThat(fixture.bench().idle()).isZero();
  }

  @Test
  void badStatus_bodyLongerThanTheLimit_isClosedAndReportedOnce() {
    fixture.start(
        ClientBench.settings(),
        RawUpstream.once(
            "HTTP/1.1 503 No\r\nContent-Length: 99999999" + "\r\n\r\nx".repeat(64 * 1024 + 1)));
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 503");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  @Test
  void badStatus_connectionLostInItsBody_isReportedOnce() {
    fixture.start(
        ClientBench.settings(),
        connection -> {
          connection.readRequest();
          connection.write("HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nab").reset();
        });
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 503");
    fixture.bench().assertAtRest();
  }

  /** Reading the rest of the answer would not make the connection reusable. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 5\r\n\r\nab",
        "HTTP/1.1 503 No\r\n\r\nab",
      })
  void badStatus_connectionThatIsNotKept_isClosedAtOnce(String answer) {
    fixture.start(ClientBench.settings(), RawUpstream.once(answer));
    assertThat(fixture.bench().ask()).isEqualTo("1 bad-status: status 503");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  private static String chunked(int bytes) {
    String start = "{\"time\": 7, \"x\": \"";
    String body = start + "x".repeat(bytes - start.length() - 2) + "\"}";
    StringBuilder answer =
        new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int from = 0; from < bytes; from += 1000) {
      String chunk = body.substring(from, Math.min(bytes, from + 1000));
      answer
          .append(Integer.toHexString(chunk.length()))
          .append("\r\n")
          .append(chunk)
          .append("\r\n");
    }
    return answer.append("0\r\n\r\n").toString();
  }
}
