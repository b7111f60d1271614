package io.hedgerow.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.upstream.RawAnswer.Version;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields of an answer pass back to the caller, and in which form. */
final class BackFieldsTest {
  private static final String NOT_HTTP = "1 connection-lost: not HTTP before the answer";

  @RegisterExtension final UpstreamFixture fixture = new UpstreamFixture();

  @ParameterizedTest
  @EnumSource
  void fields_thatAreListed_passInOrderAndAsOftenAsTheyCome(Version version) {
    Names listed = new Names.Only(List.of("Content-Type", "etag", "SET-COOKIE", "X-Absent"));
    assertThat(
            passed(
                version,
                listed,
                "Set-Cookie",
                "a=1; Path=/",
                "Content-Type",
                "text/html",
                "X-Other",
                "x",
                "Set-Cookie",
                "b=2",
                "ETag",
                "W/\"a, b\""))
        .containsExactly(
            "set-cookie", "a=1; Path=/",
            "content-type", "text/html",
            "set-cookie", "b=2",
            "etag", "W/\"a, b\"");
  }

  @ParameterizedTest
  @EnumSource
  void fields_withAStar_passExceptForOurOwn(Version version) {
    assertThat(
            passed(
                version,
                new Names.All(),
                "Server",
                "nginx",
                "Date",
                "Thu, 26 Nov 2026 00:00:00 GMT",
                "Trailer",
                "x-checksum",
                "Proxy-Authenticate",
                "Basic",
                "Set-Cookie",
                "a=1",
                "X-Empty",
                "",
                "X-Latin",
                "gr\u00fc\u00df",
                "X-Tab",
                "a\tb"))
        .containsExactly(
            "server", "nginx",
            "set-cookie", "a=1",
            "x-empty", "",
            "x-latin", "gr\u00fc\u00df",
            "x-tab", "a\tb");
  }

  @ParameterizedTest
  @EnumSource
  void fields_noneListed_passNot(Version version) {
    assertThat(passed(version, Names.none(), "Content-Type", "text/html")).isEmpty();
  }

  /** RFC 9110, section 7.6.1: listing such a field makes no difference. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fields_ofTheConnection_neverPass(boolean isStar) {
    String[] fields = {
      "Connection", "x-secret , close,, ETag",
      "Connection", "X-Other",
      "X-Secret", "1",
      "x-other", "2",
      "ETag", "3",
      "Keep-Alive", "timeout=5",
      "Proxy-Connection", "close",
      "Upgrade", "h2c",
      "TE", "gzip",
      "HTTP2-Settings", "AAMAAABkAAQAAP__",
      "X-Passed", "4",
    };
    Names all =
        isStar
            ? new Names.All()
            : new Names.Only(
                List.of(
                    "connection",
                    "x-secret",
                    "x-other",
                    "etag",
                    "keep-alive",
                    "proxy-connection",
                    "upgrade",
                    "te",
                    "http2-settings",
                    "content-length",
                    "x-passed"));
    assertThat(passed(Version.HTTP1, all, fields)).containsExactly("x-passed", "4");
  }

  @ParameterizedTest
  @EnumSource
  void field_upToTheLimitOfAHead_passes(Version version) {
    String value = "v".repeat(7000);
    assertThat(passed(version, new Names.All(), "X-Huge", value)).containsExactly("x-huge", value);
  }

  @ParameterizedTest
  @EnumSource
  void field_beyondTheLimitOfAHead_isNotHttp(Version version) {
    assertThat(told(version, new Names.All(), "X-Huge", "v".repeat(9000))).isEqualTo(NOT_HTTP);
  }

  /** Over HTTP/1.1, the caller would see such a value as further fields, or as another answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nset-cookie: b=1",
        "a\r\n\r\nHTTP/1.1 200 OK",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u007f",
        "\u0001",
        " a"
      })
  void http2_valueWithControls_isNotHttp(String value) {
    assertThat(told(Version.HTTP2, new Names.All(), "x", value)).isEqualTo(NOT_HTTP);
  }

  /** Such a value is harmless in a field that does not pass. */
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nset-cookie: b=1", "a\u0000b"})
  void http2_valueWithControlsThatDoesNotPass_isIgnored(String value) {
    assertThat(passed(Version.HTTP2, new Names.Only(List.of("etag")), "x", value)).isEmpty();
  }

  /** RFC 9112, section 5.2: a continuation line becomes part of the value. */
  @ParameterizedTest
  @CsvSource({"' folded'", "'\tfolded'", "'   folded '"})
  void http1_foldedLine_isOneValue(String line) {
    fixture.start(
        ClientBench.settings(),
        RawUpstream.always("HTTP/1.1 200 OK\r\nX: a\r\n" + line + "\r\nContent-Length: 0\r\n\r\n"));
    UpstreamRequest request = Asked.any().back(new Names.All()).request();
    assertThat(fixture.bench().ask(request).answers().getFirst().headers())
        .containsExactly("x", "a folded");
  }

  @ParameterizedTest
  @EnumSource
  void interimAnswer_itsFields_passNot(Version version) {
    fixture.start(
        ClientBench.settings(version.settings()),
        connection -> {
          if (version == Version.HTTP1) {
            connection.readRequest();
            connection
                .write("HTTP/1.1 103 Early Hints\r\nX: early\r\n\r\n")
                .write("HTTP/1.1 200 OK\r\nX: late\r\nContent-Length: 0\r\n\r\n")
                .awaitEnd();
          } else {
            RawFrames frames = RawFrames.open(connection);
            int stream = frames.readRequest();
            frames.writeHead(stream, 0, List.of(":status", "103", "x", "early"));
            frames.writeHead(stream, 1, List.of(":status", "200", "x", "late"));
            connection.awaitEnd();
          }
        });
    UpstreamRequest request = Asked.any().back(new Names.All()).request();
    assertThat(fixture.bench().ask(request).answers().getFirst().headers())
        .containsExactly("x", "late");
  }

  @ParameterizedTest
  @EnumSource
  void trailers_passNot(Version version) {
    fixture.start(
        ClientBench.settings(version.settings()),
        connection -> {
          if (version == Version.HTTP1) {
            connection.readRequest();
            connection
                .write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                .write("1\r\na\r\n0\r\nX: trailer\r\n\r\n")
                .awaitEnd();
          } else {
            RawFrames frames = RawFrames.open(connection);
            int stream = frames.readRequest();
            frames.writeHead(stream, 0, List.of(":status", "200"));
            frames.writePart(stream, "a");
            frames.writeHead(stream, 1, List.of("x", "trailer"));
            connection.awaitEnd();
          }
        });
    UpstreamRequest request = Asked.any().back(new Names.All()).request();
    UpstreamAnswer answer = fixture.bench().ask(request).answers().getFirst();
    assertThat(answer.body()).hasToString("a");
    assertThat(answer.headers()).isEmpty();
  }

  private List<String> passed(Version version, Names back, String... fields) {
    return start(version, fields)
        .ask(Asked.any().back(back).request())
        .answers()
        .getFirst()
        .headers();
  }

  private String told(Version version, Names back, String... fields) {
    return start(version, fields).ask(Asked.any().back(back).request()).told().getFirst();
  }

  private ClientBench start(Version version, String... fields) {
    fixture.start(
        ClientBench.settings(version.settings()),
        RawAnswer.of(200, "body").with(fields).over(version));
    return fixture.bench();
  }
}
