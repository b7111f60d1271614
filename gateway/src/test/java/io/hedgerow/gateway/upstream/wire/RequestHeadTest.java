package io.hedgerow.gateway.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.upstream.wire.RequestHead.Accept;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of requests, and what they can never contain. */
final class RequestHeadTest {
  private static final RequestHead.Template TEMPLATE =
      new RequestHead.Template(UpstreamUrl.parse("http://cat:8080/v1/work?key=a"));

  @Test
  void head_ofTheUrlAsItStands_isPrepared() {
    RequestHead head = head(null, Accept.JSON);
    assertThat(http1(head))
        .containsExactly(
            "GET /v1/work?key=a HTTP/1.1", "host: cat:8080", "accept: application/json", "", "");
    assertThat(http2(head))
        .containsExactly(
            ":method: GET",
            ":path: /v1/work?key=a",
            ":scheme: http",
            ":authority: cat:8080",
            "accept: application/json");
  }

  @Test
  void head_withoutARule_acceptsAnything() {
    RequestHead head = head(null, Accept.ANYTHING);
    head.add("x", "y");
    assertThat(http1(head))
        .containsExactly("GET /v1/work?key=a HTTP/1.1", "host: cat:8080", "x: y", "", "");
    assertThat(http2(head)).last().isEqualTo("x: y");
    assertThat(http2(head)).hasSize(5);
  }

  @Test
  void head_withTargetAndHeaders_hasThem() {
    RequestHead head = head("/v2/a%20b?c=d&e=%C3%BC", Accept.JSON);
    head.add("x-first", "1");
    head.add("x-second", "");
    assertThat(http1(head))
        .containsExactly(
            "GET /v2/a%20b?c=d&e=%C3%BC HTTP/1.1",
            "host: cat:8080", "accept: application/json", "x-first: 1", "x-second: ", "", "");
    assertThat(http2(head))
        .containsExactly(
            ":method: GET",
            ":path: /v2/a%20b?c=d&e=%C3%BC",
            ":scheme: http",
            ":authority: cat:8080",
            "accept: application/json",
            "x-first: 1",
            "x-second: ");
  }

  @Test
  void head_withAnAcceptOfItsOwn_hasOnlyThat() {
    for (Accept accept : Accept.values()) {
      RequestHead head = head("/", accept);
      head.add("accept", "text/html");
      assertThat(http1(head))
          .containsExactly("GET / HTTP/1.1", "host: cat:8080", "accept: text/html", "", "");
      assertThat(http2(head)).filteredOn(field -> field.startsWith("accept")).hasSize(1);
    }
  }

  @Test
  void value_ofBytesBeyondAscii_isSentAsItCame() {
    RequestHead head = head(null, Accept.ANYTHING);
    head.add("x", "a\tgr\u00fc\u00df\u00ff\u0080");
    assertThat(http1(head)).contains("x: a\tgr\u00fc\u00df\u00ff\u0080");
    assertThat(http2(head)).contains("x: a\tgr\u00fc\u00df\u00ff\u0080");
  }

  /** The low bytes of U+010A and U+010D are a line feed and a carriage return. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nx-injected: 1",
        "a\r\n\r\nGET /admin HTTP/1.1",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u007fb",
        "a\u001bb",
        "a\u010ab",
        "a\u010d\u010ab",
        "\ud83d\ude00"
      })
  void value_withControlsOrBeyondOneByte_isRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head(null, Accept.JSON).add("x-name", value))
        .withMessage("value of the header x-name (expected: bytes without controls)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":path",
        ":authority",
        "x:y",
        "x y",
        " x",
        "x ",
        "x\t",
        "x\r\ny",
        "x\u0000",
        "x\u00fc",
        "x\u010a",
        "(x)",
        "Accept",
        "x-Y",
        "connection",
        "content-length",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade"
      })
  void name_invalidOrOfTheConnection_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head(null, Accept.JSON).add(name, "1"))
        .withMessage("name of a header (expected: an end-to-end field, in lower case)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "path",
        "?a",
        "http://other/",
        "/a b",
        "/a HTTP/1.1\r\nhost: other",
        "/a\r\n\r\nGET /admin",
        "/a\nb",
        "/a\u0000",
        "/a\u007f",
        "/a\tb",
        "/\u00fc",
        "/\u0120",
        "/\u010a",
        "/a#b"
      })
  void target_invalid_isRefused(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> head(target, Accept.JSON))
        .withMessage("target of a request (expected: a path and query of visible ASCII)");
  }

  private static RequestHead head(@Nullable String target, Accept accept) {
    return new RequestHead(TEMPLATE, target, accept);
  }

  private static List<String> http1(RequestHead head) {
    ByteBuf bytes = head.toHttp1(UnpooledByteBufAllocator.DEFAULT);
    try {
      return List.of(bytes.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1));
    } finally {
      bytes.release();
    }
  }

  private static List<String> http2(RequestHead head) {
    List<String> fields = new ArrayList<>();
    head.toHttp2().forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
    return fields;
  }
}
