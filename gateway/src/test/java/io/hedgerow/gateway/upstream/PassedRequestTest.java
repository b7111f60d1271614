package io.hedgerow.gateway.upstream;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.route.Names;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawHttp2Caller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.testing.HeaderBlock;
import io.hedgerow.testing.Http2Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes that the upstream gets when hostile callers use a route that passes everything. */
final class PassedRequestTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nX-Back: 1\r\nContent-Length: 2\r\n\r\nok";

  /** RFC 9113, section 6.2: five bytes precede the block. */
  private static final int PRIORITY = 0x20;

  private static final Plan ONCE = new Plan(1, 0, 0, Plan.Ending.FIRST_SUCCESS);

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final RawUpstream upstream =
      new RawUpstream(
          connection -> {
            for (String head = connection.readRequest();
                head != null;
                head = connection.readRequest()) {
              received.add(head);
              connection.write(OK);
            }
          });
  private final LogCapture log = new LogCapture("io.hedgerow");
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    Settings settings =
        EffectiveSettings.load(
                Map.of(
                    "upstream.url", upstream.url() + "base?key=1",
                    "upstream.send-deadline", "false",
                    "host", "127.0.0.1",
                    "port", "0",
                    "management.port", "0",
                    "event-loops", "1",
                    "warm-up.time-max", "0s",
                    "overload.shed", "false"),
                Map.of(),
                null)
            .settings();
    Names all = new Names.All();
    Route route = RouteBuilder.of("any", "/any/*").to("/*").plan(ONCE).pass(all, all, all).build();
    Routes routes = new Routes(Map.of(), List.of(route));
    gateway = Gateway.start(settings, RoutesSource.of(routes, settings), List.of());
  }

  @AfterEach
  void close() throws Exception {
    assertEventually(() -> gateway.load().isAtRest(), true);
    gateway.close();
    upstream.close();
    log.close();
    assertThat(log.lines()).filteredOn(line -> line.contains("internal error")).isEmpty();
  }

  @Test
  void request_ofAnHonestCaller_passes() throws Exception {
    RawResponse answer =
        http1("/any/a%2Bb?x=%20y&timeout=30000&z", "Accept: text/html\r\nX-Value: gr\u00fc\u00df");
    assertThat(answer.body()).isEqualTo("ok");
    assertThat(answer.header("x-back")).isEqualTo("1");
    assertReceived(
        "GET /base/a%2Bb?key=1&x=%20y&z HTTP/1.1", "accept: text/html", "x-value: gr\u00fc\u00df");
  }

  @Test
  void request_fieldsOfTheConnection_passNot() throws Exception {
    http1(
        "/any/a?timeout=30000",
        """
            Connection: x-secret, X-Other
            X-Secret: 1
            X-Other: 2
            Keep-Alive: timeout=5
            Proxy-Connection: close
            Proxy-Authorization: Basic YQ==
            TE: trailers
            Trailer: x
            Expect: something
            Content-Length: 0
            HTTP2-Settings: AAMAAABkAAQAAP__
            X-Passed: 3"""
            .replace("\n", "\r\n"));
    assertReceived("GET /base/a?key=1 HTTP/1.1", "x-passed: 3");
  }

  @Test
  void http1_foldedField_reachesTheUpstreamInOneLine() throws Exception {
    http1("/any/a?timeout=30000", "X: a\r\n Injected: b");
    assertReceived("GET /base/a?key=1 HTTP/1.1", "x: a Injected: b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x=\u00fc", "x=#", "x=\u007f", "#", "x=\u0001", "x=%", "x=%zz"})
  void http1_invalidQuery_isRefused(String query) throws Exception {
    assertThat(http1("/any/a?timeout=30000&" + query, "X: y").status()).isEqualTo(400);
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a HTTP/1.1\r\nHost: other\r\nX: ",
        "a\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
        "a\nb",
        "a\u0000",
        "\u00fc",
        "a#b"
      })
  void http2_invalidQuery_isRefused(String query) throws Exception {
    assertThat(http2("/any/a?timeout=30000&x=" + query, "x", "y")).isEqualTo("400");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-Injected: 1",
        "a\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
        "a\nb",
        "a\rb",
        "a\u0000",
        "a\u007f"
      })
  void http2_valueWithControls_isRefused(String value) throws Exception {
    assertThat(http2("/any/a?timeout=30000", "x-y", value)).isEqualTo("400");
    assertThat(http2("/any/a?timeout=30000", "cookie", value)).isEqualTo("400");
    assertThat(received).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'x:y', a",
    "'x y', a",
    "'x\r\ny', a",
    "X-Upper, a",
    "connection, x",
    "transfer-encoding, chunked",
    "host, other"
  })
  void http2_fieldThatIsMalformed_isReset(String name, String value) throws Exception {
    assertThat(http2("/any/a?timeout=30000", name, value)).isIn("reset", "go away");
    assertThat(received).isEmpty();
  }

  private RawResponse http1(String target, String headers) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("GET " + target + " HTTP/1.1\r\nHost: gateway\r\n" + headers + "\r\n\r\n");
      return caller.read();
    }
  }

  /** The status of the answer, or how the stream ended. */
  private String http2(String target, String name, String value) throws Exception {
    try (RawHttp2Caller caller = new RawHttp2Caller(gateway.port())) {
      List<String> head =
          List.of(
              ":method",
              "GET",
              ":scheme",
              "http",
              ":path",
              target,
              ":authority",
              "gateway",
              name,
              value);
      int flags = Http2Frame.END_HEADERS | Http2Frame.END_STREAM;
      caller.write(Http2Frame.HEADERS, flags, 1, HeaderBlock.of(head));
      while (true) {
        Http2Frame frame = caller.readFrame();
        switch (frame.type()) {
          case Http2Frame.HEADERS -> {
            return status(frame);
          }
          case Http2Frame.RST_STREAM -> {
            return "reset";
          }
          case Http2Frame.GOAWAY -> {
            return "go away";
          }
          default -> {}
        }
      }
    }
  }

  private static String status(Http2Frame head) throws Http2Exception {
    boolean hasPriority = (head.flags() & PRIORITY) != 0;
    ByteBuf block =
        Unpooled.wrappedBuffer(head.payload().getBytes()).skipBytes(hasPriority ? 5 : 0);
    return new DefaultHttp2HeadersDecoder().decodeHeaders(1, block).status().toString();
  }

  private void assertReceived(String requestLine, String... headers) {
    assertThat(received).hasSize(1);
    List<String> lines = Arrays.asList(received.element().split("\r\n", -1));
    assertThat(lines).first().isEqualTo(requestLine);
    assertThat(lines.subList(1, lines.size() - 2))
        .filteredOn(line -> !line.startsWith("host: 127.0.0.1:"))
        .containsExactlyInAnyOrder(headers);
  }
}
