package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.RawAnswer.Version;
import io.hedgerow.testing.Http2Frame;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where an answer ends, for routes that pass on any status and any body. With a wrong end, a caller
 * could get part of another caller's answer, or half an answer as if it were complete.
 */
final class AnswerFramingTest {
  private static final UpstreamRequest REQUEST = Asked.any().success("2xx", "3xx", "4xx").request();

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  /** RFC 9112, section 6.3: these answers have no body, whatever their fields say. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "204 No Content\r\n\r\n",
        "204 No Content\r\nContent-Length: 0\r\n\r\n",
        "304 Not Modified\r\nETag: \"a\"\r\n\r\n",
        "304 Not Modified\r\nContent-Length: 5000000\r\n\r\n",
        "304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void answer_withoutABody_keepsTheConnection(String answer) {
    fixture.start(ClientBench.settings(), RawUpstream.always("HTTP/1.1 " + answer));
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.bench().ask(REQUEST).told()).containsExactly("1 succeeded: ");
    }
    assertThat(fixture.upstream().connections()).isEqualTo(1);
    assertThat(fixture.bench().idle()).isEqualTo(1);
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
        "200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
        "200 OK\r\nContent-Length: -2\r\n\r\nab",
        "200 OK\r\nContent-Length: +2\r\n\r\nab",
        "200 OK\r\nContent-Length: 0x2\r\n\r\nab",
        "200 OK\r\nContent-Length: 9999999999999999999999\r\n\r\nab",
        "200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "200 OK\r\nTransfer-Encoding: gzip\r\n\r\nab",
        "200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked"
            + "\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: gzip"
            + "\r\n\r\n2\r\nab\r\n0\r\n\r\n",
        "200 OK\r\n: z\r\nContent-Length: 2\r\n\r\nab",
        "200 OK\r\nX: a\u0000b\r\nContent-Length: 2\r\n\r\nab",
        "-200 OK\r\nContent-Length: 2\r\n\r\nab",
        "20x OK\r\nContent-Length: 2\r\n\r\nab",
      })
  void answer_whoseEndOrHeadIsAmbiguous_isNotHttp(String answer) {
    fixture.start(ClientBench.settings(), RawUpstream.once("HTTP/1.1 " + answer));
    assertThat(fixture.bench().ask(REQUEST).told())
        .containsExactly("1 connection-lost: not HTTP before the answer");
    assertEventually(fixture.upstream()::ended, 1);
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "fffffffffffffffff", "-1", "+2", "2;a=\n"})
  void chunk_withAnInvalidSize_isNotHttp(String size) {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n";
    fixture.start(ClientBench.settings(), RawUpstream.once(head + size + "\r\nab\r\n0\r\n\r\n"));
    assertThat(fixture.bench().ask(REQUEST).told())
        .containsExactly("1 connection-lost: not HTTP inside the answer");
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @ValueSource(strings = {"199", "99", "2000", "", "2 0", "-20", "+20", "0200", "20x"})
  void http2_invalidStatus_isNotHttp(String status) {
    assertMalformed(List.of(":status", status), Http2Frame.END_STREAM, "before");
  }

  @ParameterizedTest
  @CsvSource({
    "x-UPPER,           a",
    "connection,        x-secret",
    "keep-alive,        5",
    "proxy-connection,  close",
    "transfer-encoding, chunked",
    "upgrade,           h2c",
    "te,                gzip",
    ":path,             /",
    "'a b',             c",
    "'',                c",
    "content-length,    -1",
    "content-length,    x",
  })
  void http2_fieldThatIsMalformed_isNotHttp(String name, String value) {
    assertMalformed(List.of(":status", "200", name, value), Http2Frame.END_STREAM, "before");
  }

  /** Netty treats such an answer like one to a HEAD request. */
  @ParameterizedTest
  @CsvSource({"200, 5", "404, 1"})
  void http2_headThatEndsTheStreamAndPromisesABody_isNotHttp(String status, String length) {
    assertMalformed(
        List.of(":status", status, "content-length", length), Http2Frame.END_STREAM, "before");
  }

  @ParameterizedTest
  @CsvSource({"204, 0", "304, 0", "304, 5000000"})
  void http2_answerWithoutABody_isComplete(String status, String length) {
    fixture.start(
        ClientBench.settings(Version.HTTP2.settings()),
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          List<String> head = List.of(":status", status, "content-length", length);
          while (true) {
            frames.writeHead(frames.readRequest(), Http2Frame.END_STREAM, head);
          }
        });
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.bench().ask(REQUEST).told()).containsExactly("1 succeeded: ");
    }
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @CsvSource({
    "204,                 abc",
    "304,                 abc",
    "200 content-length 2, abc",
    "200 content-length 4, abc",
    "304 content-length 3, abc",
  })
  void http2_dataThatDoesNotBelong_isNotHttp(String head, String data) {
    fixture.start(
        ClientBench.settings(Version.HTTP2.settings()),
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          int stream = frames.readRequest();
          frames.writeHead(stream, 0, List.of((":status " + head).split(" ")));
          frames.writeData(stream, data, Http2Frame.END_STREAM);
          frames.readReset();
          frames.answer(frames.readRequest());
          connection.awaitEnd();
        });
    assertThat(fixture.bench().ask(REQUEST).told())
        .containsExactly("1 connection-lost: not HTTP inside the answer");
    assertThat(fixture.bench().ask()).isEqualTo("1 succeeded: {\"time\": 7}");
    fixture.bench().assertAtRest();
  }

  private void assertMalformed(List<String> head, int flags, String when) {
    fixture.start(
        ClientBench.settings(Version.HTTP2.settings()),
        connection -> {
          RawFrames frames = RawFrames.open(connection);
          frames.writeHead(frames.readRequest(), flags, head);
          connection.awaitEnd();
        });
    assertThat(fixture.bench().ask(REQUEST).told())
        .containsExactly("1 connection-lost: not HTTP " + when + " the answer");
    fixture.bench().assertAtRest();
  }
}
