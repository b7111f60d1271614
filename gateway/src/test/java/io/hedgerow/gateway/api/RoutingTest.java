package io.hedgerow.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths and methods exist. */
final class RoutingTest {
  @RegisterExtension static final RunningGateway GATEWAY = RunningGateway.start();

  @BeforeEach
  void answerAtOnce() {
    GATEWAY.always("ok@0ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/",
        "/api/all//",
        "/API/all",
        "/api/ALL",
        "/api/alll",
        "//api/all",
        "/api/all;x",
        "/api/all%20",
        "/api/./all",
        "/health/live",
        "/metrics",
        "*"
      })
  void path_unknown_is404(String path) throws Exception {
    RawResponse answer = GATEWAY.get(path);

    assertThat(answer.assertProblem(404, "not-found").getString("detail"))
        .isEqualTo(
            path
                + " (expected: /api/all, /api/first, /api/within-timeout or /api/smart, for example"
                + " /api/first?timeout=1000)");
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void path_withATrailingSlash_isTheSame() throws Exception {
    GATEWAY.get("/api/first/?timeout=30000").assertOk("{\"time\": 0}");
    assertThat(GATEWAY.get("/problems/").header("content-type"))
        .isEqualTo("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void start_forABrowser_isAPage(String method) throws Exception {
    try (RawCaller browser = GATEWAY.newCaller()) {
      browser.send(
          method
              + " / HTTP/1.1\r\nhost: hedgerow\r\n"
              + "accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n\r\n");
      RawResponse answer = browser.readHead();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-type")).isEqualTo("text/html; charset=utf-8");
    }
  }

  @Test
  void path_unknownWithAnotherMethod_is404() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.request("POST", "/api").read().assertProblem(404, "not-found");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/all",
    "PUT, /api/first",
    "DELETE, /api/within-timeout",
    "OPTIONS, /api/smart",
    "PATCH, /api/all",
    "TRACE, /api/all",
    "BREW, /api/all",
    "get, /api/all",
    "POST, /problems",
    "POST, /"
  })
  void method_other_is405WithAllow(String method, String path) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse answer = caller.request(method, path + "?timeout=30000").read();

      assertThat(answer.assertProblem(405, "method-not-allowed").getString("detail"))
          .isEqualTo(method + " (expected: GET or HEAD)");
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }
    GATEWAY.assertUpstream(0, 0, 0);
  }

  @Test
  void post_withABody_leavesTheConnectionUsable() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      caller.send(
          "POST /api/all HTTP/1.1\r\nhost: hedgerow\r\ncontent-length: 5\r\n\r\nhello"
              + RawCaller.head("GET", "/api/first?timeout=30000"));

      caller.read().assertProblem(405, "method-not-allowed");
      caller.read().assertOk("{\"time\": 0}");
    }
  }

  @ParameterizedTest
  @CsvSource({"all, 39", "first, 11", "within-timeout, 39"})
  void head_endpoint_isTheHeadOfAGet(String endpoint, int length) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse head = caller.request("HEAD", "/api/" + endpoint + "?timeout=30000").readHead();

      head.assertOk("");
      assertThat(head.header("content-length")).isEqualTo(Integer.toString(length));
      assertThat(head.timings()).hasSize(3);
      assertThat(caller.get("/api/first?timeout=30000").read().body()).isEqualTo("{\"time\": 0}");
    }
  }

  @Test
  void head_smart_isTheHeadOfAGet() throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse head =
          caller.request("HEAD", "/api/smart?timeout=30000&envelope=false").readHead();

      head.assertOk("");
      assertThat(head.header("content-length")).isEqualTo("11");
      caller.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
    }
  }

  @ParameterizedTest
  @CsvSource({"/api/all, 400", "/nowhere, 404", "/problems, 200"})
  void head_elsewhere_isTheHeadOfAGet(String target, int status) throws Exception {
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse get = caller.get(target).read();
      RawResponse head = caller.request("HEAD", target).readHead();

      assertThat(head.status()).isEqualTo(status);
      assertThat(head.headers()).isEqualTo(get.headers());
      caller.get("/api/first?timeout=30000").read().assertOk("{\"time\": 0}");
    }
  }

  @Test
  void head_fails_isTheHeadOfTheProblem() throws Exception {
    GATEWAY.always("status:503@0ms");
    try (RawCaller caller = GATEWAY.newCaller()) {
      RawResponse head = caller.request("HEAD", "/api/all?timeout=30000").readHead();

      assertThat(head.status()).isEqualTo(503);
      assertThat(head.header("content-type")).isEqualTo("application/problem+json");
      assertThat(caller.get("/nowhere").read().status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://hedgerow", "http://hedgerow:8000", "https://other.example"})
  void target_absolute_isRoutedByItsPath(String origin) throws Exception {
    GATEWAY.get(origin + "/api/first?timeout=30000").assertOk("{\"time\": 0}");
  }

  @Test
  void problemsPage_hasTheSectionThatAProblemPointsTo() throws Exception {
    String type = GATEWAY.get("/nowhere").assertProblem(404, "not-found").getString("type");

    RawResponse page = GATEWAY.get(type.substring(0, type.indexOf('#')));

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.body()).contains("id=\"" + type.substring(type.indexOf('#') + 1) + "\"");
  }
}
