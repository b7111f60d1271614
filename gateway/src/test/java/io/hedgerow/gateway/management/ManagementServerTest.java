package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.inbound.ConnectionLimits;
import io.hedgerow.gateway.inbound.GuardedTransport;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.route.reload.Preparation;
import io.hedgerow.gateway.route.reload.RoutesReload;
import io.hedgerow.gateway.route.reload.RoutesSource;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.telemetry.UpstreamReplicas;
import io.hedgerow.testing.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ManagementServerTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

  private final AtomicBoolean isReady = new AtomicBoolean(true);
  private final GuardedTransport transport = GuardedTransport.overBest();
  private final Vertx vertx = Vertx.builder().withTransport(transport).build();
  private final ManagementServer server =
      new ManagementServer(
          new ManagementServer.Address("127.0.0.1", 0, Set.of("gateway.example"), null),
          new ConnectionLimits(
              3,
              Integer.MAX_VALUE,
              TimeUnit.MILLISECONDS.toNanos(100),
              TimeUnit.MINUTES.toNanos(1),
              TimeUnit.MINUTES.toNanos(1),
              16 << 20),
          transport,
          isReady::get,
          () -> new ApiAddress("https", "localhost", 8443),
          new RoutesReload(vertx, builtIn(), InstantSource.system(), ManagementServerTest::prepare),
          new NoReplicas(),
          () -> Future.succeededFuture("# no metrics\n"),
          null,
          null);
  private final HttpClient client = HttpClient.newHttpClient();

  private static final class NoReplicas implements ReplicaAccess {
    @Override
    public Future<List<UpstreamReplicas>> replicas() {
      return Future.succeededFuture(List.of());
    }

    @Override
    public Future<?> drain(String upstream, String replica, String reason, long nanos) {
      throw new AssertionError(replica + ": drained (expected: there is none)");
    }

    @Override
    public Future<?> undrain(String upstream, String replica) {
      throw new AssertionError(replica + ": undrained (expected: there is none)");
    }
  }

  private static Preparation.Prepared prepare(Routes routes) {
    throw new AssertionError(routes + ": prepared (expected: there is no file to reload)");
  }

  @BeforeEach
  void start() throws TimeoutException {
    assertThat(server.port()).isZero();
    vertx.deployVerticle(server).await(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws TimeoutException {
    client.close();
    vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void live_always_is200() throws Exception {
    assertAnswer(ask("GET", "/health/live"), 200, "application/json", "{\"status\":\"UP\"}");
    isReady.set(false);
    assertAnswer(ask("GET", "/health/live"), 200, "application/json", "{\"status\":\"UP\"}");
  }

  @Test
  void ready_whileItTakesRequestsAndAfter_is200Then503() throws Exception {
    assertAnswer(ask("GET", "/health/ready"), 200, "application/json", "{\"status\":\"UP\"}");
    isReady.set(false);
    assertAnswer(ask("GET", "/health/ready"), 503, "application/json", "{\"status\":\"DOWN\"}");
    isReady.set(true);
    assertAnswer(
        ask("GET", "/health/ready?verbose"), 200, "application/json", "{\"status\":\"UP\"}");
  }

  @ParameterizedTest
  @CsvSource({"gateway.example, gateway.example", "10.0.0.1:9000, 10.0.0.1", "[::1]:9000, [::1]"})
  void openApi_asked_hasTheAddressOfTheApi(String host, String shown) throws Exception {
    assertThat(openApiFor(host))
        .contains("url: https://{host}:{port}", "default: '" + shown + "'", "default: '8443'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a;script-src", "a'b", "a,b", "a$b"})
  void openApi_askedWithAHostThatCouldInjectADirective_is421(String host) throws Exception {
    assertThat(openApiFor(host))
        .startsWith("HTTP/1.1 421 ")
        .doesNotContain("content-security-policy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8001",
        "127.0.0.1",
        "10.1.2.3:8001",
        "[::1]:8001",
        "Gateway.Example"
      })
  void metrics_askedByAnAllowedName_is200(String host) throws Exception {
    assertThat(rawGet("/metrics", host)).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8001",
        "localhost.evil.example",
        "gateway.example.evil.example",
        "127.0.0.1.evil.example",
        "2130706433"
      })
  void anyPage_askedByAnotherName_is421AndSaysWhichKey(String host) throws Exception {
    for (String path : List.of("/metrics", "/", "/openapi.yaml", "/nothing")) {
      assertThat(rawGet(path, host))
          .startsWith("HTTP/1.1 421 ")
          .endsWith(
              "\r\n\r\nhost: "
                  + host.replace(":8001", "")
                  + " (expected: an IP address, localhost, or a name listed in"
                  + " management.hosts)\n");
    }
  }

  @Test
  void health_askedByAnyName_is200() throws Exception {
    assertThat(rawGet("/health/live", "probe.example")).startsWith("HTTP/1.1 200 ");
    assertThat(rawGet("/health/ready", "probe.example")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void connection_beyondTheLimit_isClosedAndCounted() throws Exception {
    try (RawConnection first = live();
        RawConnection second = live();
        RawConnection third = live();
        RawConnection fourth = new RawConnection(server.port())) {
      assertThat(fourth.readToClose()).isEmpty();
      assertThat(server.rejectedConnections()).isEqualTo(1);
      for (RawConnection open : List.of(first, second, third)) {
        assertThat(open.send(LIVE).readLine()).isEqualTo("HTTP/1.1 200 OK");
      }
    }
    assertEventually(this::isLive, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /metrics HTTP/1.1\r\nhost: localhost\r\nx: "})
  void connection_withoutACompleteRequest_isClosed(String begun) throws Exception {
    try (RawConnection slow = new RawConnection(server.port())) {
      assertThat(slow.send(begun).readToClose()).isEmpty();
    }
  }

  @Test
  void startPage_asked_linksToWhatThereIs() throws Exception {
    HttpResponse<String> page = ask("GET", "/");
    assertPage(page, "text/html; charset=utf-8");
    List<String> links =
        Pattern.compile("href=\"(/[^\"]*)\"")
            .matcher(page.body())
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(links)
        .containsExactly(
            "/manual/",
            "/docs",
            "/openapi.yaml",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/replicas",
            "/routes",
            "/routes.schema.json");
    for (String link : links) {
      assertThat(ask("GET", link).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"/manual, /manual/", "/problems, /manual/problems.html"})
  void path_ofAPageOfTheManual_redirectsToIt(String path, String target) throws Exception {
    HttpResponse<String> answer = ask("GET", path);

    assertThat(answer.statusCode()).isEqualTo(308);
    assertThat(answer.headers().firstValue("location")).contains(target);
    assertThat(ask("GET", target).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/docs, text/html; charset=utf-8, <script src=\"/docs/docs.js\">",
    "/manual/, text/html; charset=utf-8, <title>Overview · Hedgerow</title>",
    "/manual/routes.html, text/html; charset=utf-8, <title>Routes · Hedgerow</title>",
    "/manual/search.json, application/json, routes.html#",
    "/docs/docs.js, text/javascript; charset=utf-8, SwaggerUIBundle({",
    "/docs/docs.css, text/css; charset=utf-8, #cors",
    "/docs/swagger-ui-bundle.js, text/javascript; charset=utf-8, SwaggerUIBundle",
    "/docs/swagger-ui.css, text/css; charset=utf-8, .swagger-ui",
    "/openapi.yaml, application/yaml, openapi: 3.1.0"
  })
  void page_asked_isServedFromTheJar(String path, String contentType, String part)
      throws Exception {
    HttpResponse<String> page = ask("GET", path);
    assertPage(page, contentType);
    assertThat(page.body()).contains(part);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health/",
        "/health/live/",
        "/HEALTH/LIVE",
        "/docs/",
        "/docs/index.html",
        "/api/first",
        "//",
        "/%2e"
      })
  void unknownPath_asked_is404(String path) throws Exception {
    assertAnswer(ask("GET", path), 404, "text/plain", "not found; see / for all pages\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"})
  void otherMethod_asked_is405WithAllow(String method) throws Exception {
    HttpResponse<String> answer = ask(method, "/health/live");
    assertAnswer(answer, 405, "text/plain", "GET or HEAD only\n");
    assertThat(answer.headers().allValues("allow")).containsExactly("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/docs", "/health/live", "/health/ready", "/nothing"})
  void head_anyPath_isTheHeadOfTheGet(String path) throws Exception {
    HttpResponse<String> head = ask("HEAD", path);
    HttpResponse<String> get = ask("GET", path);
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(headersButDate(head)).isEqualTo(headersButDate(get));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void head_ofReadyWhileShuttingDown_is503() throws Exception {
    isReady.set(false);
    assertThat(ask("HEAD", "/health/ready").statusCode()).isEqualTo(503);
  }

  private static RoutesSource builtIn() {
    try {
      return RoutesSource.of(EffectiveSettings.load(Map.of(), Map.of(), null));
    } catch (InvalidSettings | InvalidRoutes e) {
      throw new AssertionError(e);
    }
  }

  /** Asserts that the page may load only from this listener, and Swagger UI from the API too. */
  private static void assertPage(HttpResponse<String> page, String contentType) {
    assertAnswer(page, 200, contentType, page.body());
    boolean isSwaggerUi = page.uri().getPath().equals("/docs");
    String policy = page.headers().firstValue("content-security-policy").orElse("");
    assertThat(policy)
        .startsWith("default-src 'none';")
        .contains("connect-src 'self'" + (isSwaggerUi ? " https://127.0.0.1:8443;" : ";"))
        .doesNotContain("*");
    assertThat(policy.contains("http")).isEqualTo(isSwaggerUi);
  }

  /** The headers without Date, which may differ between two answers. */
  private static Map<String, List<String>> headersButDate(HttpResponse<String> answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
    headers.remove("date");
    return headers;
  }

  private static void assertAnswer(
      HttpResponse<String> answer, int status, String contentType, String body) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().allValues("content-type")).containsExactly(contentType);
    assertThat(answer.headers().allValues("cache-control")).containsExactly("no-store");
    assertThat(answer.headers().firstValue("date").orElse("")).endsWith(" GMT");
    assertThat(answer.headers().allValues("content-length"))
        .containsExactly(Integer.toString(body.getBytes(StandardCharsets.UTF_8).length));
    assertThat(answer.body()).isEqualTo(body);
  }

  private boolean isLive() {
    try (RawConnection _ = live()) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private RawConnection live() throws IOException {
    RawConnection connection = new RawConnection(server.port());
    assertThat(connection.send(LIVE).readLine()).isEqualTo("HTTP/1.1 200 OK");
    String line = connection.readLine();
    while (!line.isEmpty()) {
      line = connection.readLine();
    }
    connection.readBytes("{'status':'UP'}".length());
    return connection;
  }

  private String openApiFor(String host) throws IOException {
    return rawGet("/openapi.yaml", host);
  }

  private String rawGet(String path, String host) throws IOException {
    try (RawConnection connection = new RawConnection(server.port())) {
      return connection
          .send("GET " + path + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n")
          .readToClose();
    }
  }

  private HttpResponse<String> ask(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(LIMIT)
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }
}
