package io.hedgerow.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two servers may parse differently, and requests with a body: each is rejected with
 * one answer, the connection is closed, and a second request in the same bytes is not served.
 */
final class SmugglingTest {
  private static final String TARGET = "/api/first?timeout=30000";
  private static final String LINE = "GET " + TARGET + " HTTP/1.1\r\n";
  private static final String START = LINE + "host: hedgerow\r\n";
  private static final String SECOND = RawCaller.head("GET", TARGET);

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeEach
  void answerAtOnce() {
    GATEWAY.always("ok@0ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // CL.TE and TE.CL
        "content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n5c\r\n",
        "transfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n0\r\n\r\n",
        // two lengths
        "content-length: 0\r\ncontent-length: 44\r\n\r\n",
        "content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        "content-length: 0, 44\r\n\r\n",
        // a length that is not a number, or only for some parsers
        "content-length: +5\r\n\r\nhello",
        "content-length: -5\r\n\r\n",
        "content-length: 5 5\r\n\r\nhello",
        "content-length: 0x5\r\n\r\nhello",
        "content-length: 5.0\r\n\r\nhello",
        "content-length: \u00b2\r\n\r\nhello",
        "content-length:\r\n\r\n",
        "content-length: 99999999999999999999\r\n\r\n",
        // transfer encodings that some parsers do not see
        "transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "transfer-encoding: identity\r\n\r\n",
        "transfer-encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n0\r\n\r\n",
        "transfer-encoding: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked;x\r\n\r\n0\r\n\r\n",
        "transfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
        "transfer-encoding:\r\n\r\n0\r\n\r\n",
        "x: y\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        // folded lines
        "content-length:\r\n 5\r\n\r\nhello",
        "transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        // colons and blanks
        "content-length : 5\r\n\r\nhello",
        "transfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        "content-length\t: 5\r\n\r\nhello",
        "x : y\r\n\r\n",
        ": y\r\n\r\n",
        "x\r\n\r\n",
        // line ends
        "x: y\n\r\n",
        "x: y\r\n\n",
        "x: y\rz: a\r\n\r\n",
        // control characters
        "x\u0000: y\r\n\r\n",
        "x\u0001: y\r\n\r\n",
        "x\u00ff: y\r\n\r\n",
        "x(: y\r\n\r\n",
        "x: \u0000\r\n\r\n",
        "x: a\u000bb\r\n\r\n",
        "x: a\u000cb\r\n\r\n",
        // hosts
        "host: hedgerow\r\n\r\n",
        "host: other\r\n\r\n",
      })
  void headers_thatCanBeReadTwice_areRefused(String headers) throws Exception {
    assertRefused(START + headers, 400, "malformed-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LINE + "\r\n",
        LINE + "host:\r\n\r\n",
        LINE + "host: a b\r\n\r\n",
        LINE + "host: a, b\r\n\r\n",
        LINE + "host: a@b\r\n\r\n",
        LINE + "host: a/b\r\n\r\n",
        LINE + "host: a:99999999999\r\n\r\n",
        LINE + " x: y\r\nhost: hedgerow\r\n\r\n",
        "GET http://hedgerow" + TARGET + " HTTP/1.0\r\n\r\n",
        "GET " + TARGET + " HTTP/1.1\nhost: hedgerow\r\n\r\n",
        "GET " + TARGET + " HTTP/1.1 \r\nhost: hedgerow\r\n\r\n",
        "GET " + TARGET + " x HTTP/1.1\r\nhost: hedgerow\r\n\r\n",
        "GET " + TARGET + "\u0000 HTTP/1.1\r\nhost: hedgerow\r\n\r\n",
        "G\u0000T " + TARGET + " HTTP/1.1\r\nhost: hedgerow\r\n\r\n",
        "GET " + TARGET + " HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      })
  void request_thatCanBeReadTwice_isRefused(String request) throws Exception {
    assertRefused(request, 400, "malformed-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 5\r\n\r\nhello",
        "content-length: 005\r\n\r\nhello",
        "content-length: 1000000\r\n\r\nhello",
        "content-length: 44\r\nexpect: 100-continue\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        "transfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\nnonsense\r\n",
        "transfer-encoding: chunked\r\n\r\n0\r\ncontent-length: 5\r\n\r\n",
      })
  void body_ofAnySize_isRefused(String rest) throws Exception {
    assertRefused(START + rest, 413, "body-not-accepted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        START + "content-length: 0\r\n\r\n",
        "GET http://hedgerow" + TARGET + " HTTP/1.1\r\nhost: Hedgerow\r\n\r\n",
        LINE + "host: [::1]:8000\r\n\r\n",
        // Any white space counts as one space, as RFC 9112, sections 3 and 5.2, allows.
        "GET  " + TARGET + "\tHTTP/1.1\r\nhost: hedgerow\r\n\r\n",
        START + "x: y\r\n content-length: 5\r\n\r\n",
      })
  void request_thatIsClear_isServedAndSoIsTheNext(String request) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(request + SECOND);

      caller.read().assertOk("{\"time\": 0}");
      caller.read().assertOk("{\"time\": 0}");
    }
  }

  /** Vert.x rejects it before our code sees it. */
  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1"})
  void version_unknown_isNotImplemented(String version) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET " + TARGET + " " + version + "\r\nhost: hedgerow\r\n\r\n");

      assertThat(caller.read().status()).isEqualTo(501);
      assertEnds(caller);
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void refusal_behindARequestInFlight_endsTheConnectionAfterBoth() throws Exception {
    GATEWAY.script("ok@100ms", "hang@0ms", "hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(SECOND + START + "content-length: 5\r\n\r\nhello" + SECOND);

      caller.read().assertOk("{\"time\": 100}");
      caller.read().assertProblem(413, "body-not-accepted");
      assertEnds(caller);
    }
    GATEWAY.assertUpstream(3, 1, 2);
  }

  private static void assertRefused(String request, int status, String reason) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse answer = caller.send(request + SECOND).read();

      answer.assertProblem(status, reason);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertEnds(caller);
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  /** A reset is fine too: the server sends one if unread bytes are left. */
  private static void assertEnds(RawCaller caller) throws IOException {
    try {
      assertThat(caller.readToEnd()).isEmpty();
    } catch (SocketException e) {
      assertThat(e).hasMessage("Connection reset");
    }
  }
}
