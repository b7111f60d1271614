package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.upstream.ClientBench.Launched;
import io.hedgerow.gateway.upstream.RawAnswer.Version;
import io.hedgerow.testing.EventLoopCall;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which answers are successes, final answers or failures, over both versions of HTTP. */
final class AnswerRulesTest {
  private static final long BODY_MAX = 12;
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # success | rule | final | status, body | told
          200 | time | | 200 {"time": 7} | succeeded: {"time": 7}
          2xx | | | 201 anything | succeeded: anything
          2xx | | | 200 | succeeded:
          2xx | | | 204 | succeeded:
          2xx | time | | 204 | bad-payload: not a JSON object
          200 | time | | 200 not JSON | bad-payload: not JSON
          200 | time | 200 | 200 not JSON | final: not JSON
          200 | time | 200 | 200 {"time": 7} | succeeded: {"time": 7}
          200 | time | 200 | 200 {"time":-7} | final: {"time":-7}
          2xx, not 206 | | | 206 half | bad-status: status 206
          2xx, not 206 | | 206 | 206 half | final: half
          200 | time | 4xx, not 408 | 404 nothing | final: nothing
          200 | time | 4xx, not 408 | 404 | final:
          200 | time | 4xx, not 408 | 408 late | bad-status: status 408
          200 | | 3xx | 304 | final:
          304 | | 3xx | 304 | succeeded:
          200 | | 3xx | 302 there | final: there
          200 | | | 302 there | bad-status: status 302
          200 | time | 5xx | 503 {"time": 7} | final: {"time": 7}
          200 | | 404 | 200 of 12 bytes. | succeeded: of 12 bytes.
          200 | | 404 | 200 of 13 bytes.. | too-large: body of more than 12 bytes
          200 | | 404 | 404 of 12 bytes. | final: of 12 bytes.
          200 | | 404 | 404 of 13 bytes.. | too-large: body of more than 12 bytes
          200 | | | 404 of 13 bytes.. | bad-status: status 404
          """)
  void answer_byTheRules_isReportedOnce(
      String success, @Nullable String rule, @Nullable String finals, String answer, String told) {
    String body = answer.substring(3).stripLeading();
    RawAnswer raw = RawAnswer.of(Integer.parseInt(answer.substring(0, 3)), body);
    Asked asked =
        Asked.any()
            .success(success.split(", "))
            .json(rule == null ? null : Asked.TIME)
            .finals(finals == null ? new String[0] : finals.split(", "))
            .bodyMax(BODY_MAX);
    for (Version version : Version.values()) {
      fixture.start(ClientBench.settings(version.settings()), raw.over(version));
      for (int i = 0; i < 2; i++) {
        Launched launched = fixture.bench().ask(asked.request());
        assertThat(launched.told().getFirst().strip()).as(version.name()).isEqualTo("1 " + told);
      }
      fixture.bench().assertAtRest();
    }
  }

  @ParameterizedTest
  @EnumSource
  void body_anyBytes_isPassedOnUntouched(Version version) {
    StringBuilder bytes = new StringBuilder();
    for (char letter = 0; letter <= 0xff; letter++) {
      bytes.append(letter);
    }
    RawAnswer raw = RawAnswer.of(200, bytes.toString()).with("Content-Encoding", "gzip");
    fixture.start(ClientBench.settings(version.settings()), raw.over(version));
    UpstreamAnswer answer = fixture.bench().ask(Asked.any().request()).answers().getFirst();
    assertThat(answer.body().toString(StandardCharsets.ISO_8859_1)).isEqualTo(bytes.toString());
    assertThat(answer.headers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void body_compressedOfARouteWithAJsonRule_isABadPayload(Version version) {
    RawAnswer raw = RawAnswer.of(200, "\u001f\u008b\b").with("Content-Encoding", "gzip");
    fixture.start(ClientBench.settings(version.settings()), raw.over(version));
    assertThat(fixture.bench().ask(Asked.any().json(Asked.TIME).request()).told())
        .containsExactly("1 bad-payload: not UTF-8");
  }

  /** Content-Length alone shows that the body is too long. */
  @ParameterizedTest
  @EnumSource
  void contentLength_aboveTheLimit_failsAtTheHead(Version version) {
    fixture.start(
        ClientBench.settings(version.settings()),
        connection -> {
          if (version == Version.HTTP1) {
            connection.readRequest();
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n").awaitEnd();
          } else {
            RawFrames frames = RawFrames.open(connection);
            int stream = frames.readRequest();
            frames.writeHead(stream, 0, List.of(":status", "200", "content-length", "13"));
            frames.readReset();
            connection.awaitEnd();
          }
        });
    assertThat(fixture.bench().ask(Asked.any().bodyMax(BODY_MAX).request()).told())
        .containsExactly("1 too-large: body of more than 12 bytes");
    fixture.bench().assertAtRest();
  }

  @ParameterizedTest
  @CsvSource({"12, 1 final: 123456789012", "13, 1 too-large: body of more than 12 bytes"})
  void body_chunkedWithoutALength_isReadToTheLimit(int bytes, String told) {
    StringBuilder chunks = new StringBuilder();
    for (int i = 1; i <= bytes; i++) {
      chunks.append("1\r\n").append(i % 10).append("\r\n");
    }
    String head = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
    fixture.start(ClientBench.settings(), RawUpstream.once(head + chunks + "0\r\n\r\n"));
    Asked asked = Asked.any().finals("404").bodyMax(BODY_MAX);
    assertThat(fixture.bench().ask(asked.request()).told()).containsExactly(told);
    fixture.bench().assertAtRest();
  }

  /** An error page longer than the route's limit for bodies does not cost the connection. */
  @ParameterizedTest
  @EnumSource
  void badStatus_bodyAboveTheLimit_isDrained(Version version) {
    RawAnswer raw = RawAnswer.of(503, "x".repeat(10_000));
    fixture.start(ClientBench.settings(version.settings()), raw.over(version));
    for (int i = 0; i < 3; i++) {
      assertThat(fixture.bench().ask(Asked.any().bodyMax(BODY_MAX).request()).told())
          .containsExactly("1 bad-status: status 503");
      fixture.bench().assertAtRest();
    }
    assertThat(fixture.upstream().connections()).isEqualTo(1);
    assertThat(fixture.bench().wire().drained()).isEqualTo(3);
    assertThat(fixture.bench().wire().drainsAborted()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void body_of16MiB_arrivesWhole(Version version) {
    byte[] body = new byte[MAX_BODY_BYTES];
    new Random(15).nextBytes(body);
    Vertx vertx = Vertx.vertx();
    fixture.open(() -> EventLoopCall.await(vertx.close()));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(request -> request.response().end(Buffer.buffer(body)));
    int port = EventLoopCall.await(server.listen(0, "127.0.0.1")).actualPort();
    ClientBench bench =
        fixture.open(
            new ClientBench(
                ClientBench.settings(version.settings()), "http://127.0.0.1:" + port + "/"));

    UpstreamRequest whole = Asked.any().bodyMax(MAX_BODY_BYTES).request();
    assertThat(bench.ask(whole).answers().getFirst().body().getBytes()).isEqualTo(body);
    UpstreamRequest less = Asked.any().bodyMax(MAX_BODY_BYTES - 1).request();
    assertThat(bench.ask(less).told())
        .containsExactly("1 too-large: body of more than 16777215 bytes");
    bench.assertAtRest();
  }
}
