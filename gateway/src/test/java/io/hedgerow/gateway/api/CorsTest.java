package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The CORS headers for pages of other origins. */
final class CorsTest {
  private static final String EXPOSED =
      "Server-Timing, Retry-After, RateLimit, RateLimit-Policy, Hedgerow-Degraded";
  private static final String PREFLIGHT =
      """
      OPTIONS /api/first?timeout=1000 HTTP/1.1\r
      host: hedgerow\r
      origin: %s\r
      access-control-request-method: GET\r
      \r
      """;

  @RegisterExtension static final RunningGateway WITHOUT = RunningGateway.start();

  @RegisterExtension
  static final RunningGateway ANY = RunningGateway.start("cors.allowed-origins=*");

  @RegisterExtension
  static final RunningGateway LISTED =
      RunningGateway.start("cors.allowed-origins=https://a.example, https://b.example:8443");

  @Test
  void answer_withoutTheKey_allowsNothing() throws Exception {
    assertThat(corsHeaders(get(WITHOUT, "/api/all?timeout=0", "https://a.example"))).isEmpty();
    try (RawCaller caller = WITHOUT.newCaller()) {
      RawResponse answer = caller.send(PREFLIGHT.formatted("https://a.example")).read();

      answer.assertProblem(405, "method-not-allowed");
      assertThat(corsHeaders(answer)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/first?timeout=30000, 200",
    "/api/first?timeout=0, 400",
    "/api/first/last, 404",
    "/problems, 200"
  })
  void answer_anyOriginAllowed_isReadableWithItsTiming(String target, int status) throws Exception {
    ANY.always("ok@0ms");

    RawResponse answer = get(ANY, target, "null");

    assertThat(answer.status()).isEqualTo(status);
    assertThat(corsHeaders(answer)).isEqualTo(allowed("*"));
  }

  @Test
  void answer_toAMalformedRequest_isReadable() throws Exception {
    try (RawCaller caller = ANY.newCaller()) {
      RawResponse answer =
          caller.send("GET / HTTP/1.1\r\norigin: http://a\r\nno colon\r\n\r\n").read();

      answer.assertProblem(400, "malformed-request");
      assertThat(corsHeaders(answer)).isEqualTo(allowed("*"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://a.example", "https://b.example:8443"})
  void answer_listedOrigin_isAllowedByName(String origin) throws Exception {
    assertThat(corsHeaders(get(LISTED, "/problems", origin))).isEqualTo(allowed(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a.example", "https://a.example:8443", "https://evil.a.example", "null"})
  void answer_otherOrigin_isNotAllowed(String origin) throws Exception {
    assertThat(corsHeaders(get(LISTED, "/problems", origin))).isEmpty();
    try (RawCaller caller = LISTED.newCaller()) {
      caller.send(PREFLIGHT.formatted(origin)).read().assertProblem(405, "method-not-allowed");
    }
  }

  @Test
  void answer_withoutAnOrigin_isNotMarked() throws Exception {
    assertThat(corsHeaders(ANY.get("/problems"))).isEmpty();
  }

  @Test
  void preflight_allowedOrigin_is204AndTheConnectionStaysOpen() throws Exception {
    LISTED.always("ok@0ms");
    try (RawCaller caller = LISTED.newCaller()) {
      RawResponse answer = caller.send(PREFLIGHT.formatted("https://a.example")).readHead();

      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.headers()).doesNotContainKeys("content-length", "content-type");
      NavigableMap<String, String> expected = new TreeMap<>(allowed("https://a.example"));
      expected.put("access-control-allow-methods", "GET, HEAD");
      expected.put("access-control-allow-headers", "*");
      expected.put("access-control-max-age", "600");
      assertThat(corsHeaders(answer)).isEqualTo(expected);
      caller.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
    }
  }

  private static Map<String, String> allowed(String origin) {
    return Map.of(
        "access-control-allow-origin", origin,
        "access-control-expose-headers", EXPOSED,
        "timing-allow-origin", origin);
  }

  private static Map<String, String> corsHeaders(RawResponse answer) {
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers
        .keySet()
        .removeIf(name -> !name.startsWith("access-control-") && !name.startsWith("timing-"));
    return headers;
  }

  private static RawResponse get(RunningGateway gateway, String target, String origin)
      throws IOException {
    try (RawCaller caller = gateway.newCaller()) {
      caller.send(
          "GET " + target + " HTTP/1.1\r\nhost: hedgerow\r\norigin: " + origin + "\r\n\r\n");
      return caller.read();
    }
  }
}
