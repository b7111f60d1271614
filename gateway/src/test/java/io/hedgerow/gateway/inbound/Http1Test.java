package io.hedgerow.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections with HTTP/1.1, HTTP/1.0, and bytes that are not HTTP. */
final class Http1Test {
  private static final String FIRST = "/api/first?timeout=30000";

  /** Maximum length of the request line and of the header fields. */
  private static final int LINE_LIMIT = 4096;

  private static final int HEADERS_LIMIT = 8192;

  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeEach
  void answerAtOnce() {
    GATEWAY.always("ok@0ms");
  }

  @Test
  void connection_severalRequests_isKept() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.get(FIRST).read().assertOk("{\"time\": 0}");
      caller.get("/api/first?timeout=abc").read().assertProblem(400, "bad-parameter");
      caller.get("/nowhere").read().assertProblem(404, "not-found");
      caller.request("PUT", FIRST).read().assertProblem(405, "method-not-allowed");
      GATEWAY.always("status:503@0ms");
      caller.get(FIRST).read().assertProblem(503, "upstream-failed");
      GATEWAY.always("hang@0ms");
      caller.get("/api/first?timeout=100").read().assertProblem(503, "deadline");
      GATEWAY.always("ok@0ms");
      caller.get(FIRST).read().assertOk("{\"time\": 0}");
    }
  }

  @Test
  void connection_pipelinedRequests_areAnsweredInOrder() throws Exception {
    GATEWAY.script("ok@100ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(
          RawCaller.head("GET", "/api/smart?timeout=30000&envelope=false")
              + RawCaller.head("GET", "/nowhere")
              + RawCaller.head("HEAD", FIRST)
              + RawCaller.head("GET", FIRST));

      caller.read().assertOk("{\"time\": 100}");
      caller.read().assertProblem(404, "not-found");
      caller.readHead().assertOk("");
      caller.read().assertOk("{\"time\": 0}");
    }
  }

  /** The timeout starts when the head is read; that is after the previous answer is written. */
  @Test
  void connection_pipelinedRequest_hasAllOfItsTimeout() throws Exception {
    GATEWAY.always("hang@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(RawCaller.head("GET", "/api/first?timeout=1000").repeat(2));

      for (int i = 0; i < 2; i++) {
        JsonObject problem = caller.read().assertProblem(503, "deadline");
        assertThat(problem.getJsonArray("attempts"))
            .hasSize(3)
            .allSatisfy(
                attempt ->
                    assertThat(((JsonObject) attempt).getDouble("durationMs")).isGreaterThan(500));
      }
    }
  }

  @Test
  void request_inSmallPieces_isPutTogether() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      for (String piece : RawCaller.head("GET", FIRST).split("(?<=[/:?\\r])", -1)) {
        caller.send(piece);
      }

      caller.read().assertOk("{\"time\": 0}");
    }
  }

  @Test
  void connection_callerAsksToClose_isClosed() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET " + FIRST + " HTTP/1.1\r\nhost: hedgerow\r\nconnection: close\r\n\r\n");

      RawResponse answer = caller.read();

      answer.assertOk("{\"time\": 0}");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
    }
  }

  @Test
  void http10_request_isAnsweredAndClosed() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET " + FIRST + " HTTP/1.0\r\n\r\n");

      caller.read().assertOk("{\"time\": 0}");
      assertThat(caller.readToEnd()).isEmpty();
    }
  }

  @Test
  void http10_keepAlive_isKept() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      String request = "GET " + FIRST + " HTTP/1.0\r\nconnection: keep-alive\r\n\r\n";

      RawResponse answer = caller.send(request).read();

      answer.assertOk("{\"time\": 0}");
      assertThat(answer.header("connection")).isEqualTo("keep-alive");
      caller.send(request).read().assertOk("{\"time\": 0}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/x.y\r\n\r\n",
        "GET /api/first?timeout= 5 HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nbad name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nx: \u0000\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n"
      })
  void request_malformed_is400AndClosed(String bytes) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse answer = caller.send(bytes).read();

      answer.assertProblem(400, "malformed-request");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void requestLine_atItsLimit_isServed() throws Exception {
    GATEWAY.get(targetOfLine(LINE_LIMIT)).assertOk("{\"time\": 0}");
  }

  @Test
  void requestLine_overItsLimit_is414AndClosed() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse answer = caller.get(targetOfLine(LINE_LIMIT + 1)).read();

      answer.assertProblem(414, "uri-too-long");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void headers_overTheirLimit_is431AndClosed() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send("GET " + FIRST + " HTTP/1.1\r\nx: " + "y".repeat(HEADERS_LIMIT) + "\r\n\r\n");
      RawResponse answer = caller.read();

      answer.assertProblem(431, "headers-too-large");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(caller.readToEnd()).isEmpty();
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void headers_almostAtTheirLimit_areServed() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(
          "GET "
              + FIRST
              + " HTTP/1.1\r\nhost: hedgerow\r\nx: "
              + "y".repeat(HEADERS_LIMIT - 100)
              + "\r\n\r\n");

      caller.read().assertOk("{\"time\": 0}");
    }
  }

  private static String targetOfLine(int length) {
    String start = FIRST + "&x=";
    return start + "y".repeat(length - "GET  HTTP/1.1".length() - start.length());
  }
}
