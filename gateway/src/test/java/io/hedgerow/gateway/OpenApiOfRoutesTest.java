package io.hedgerow.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hedgerow.gateway.testing.ApiDescription;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The OpenAPI description of routes from a file matches the answers of these routes. */
final class OpenApiOfRoutesTest {
  private static final String BODY =
      """
      {"reviews": {"count": 3}, "prices": [1.5], "name": "kettle"}""";

  @TempDir private static Path folder;
  private static HttpServer upstream;
  private static Gateway gateway;
  private static ApiDescription description;

  @BeforeAll
  static void start() throws IOException {
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext("/", OpenApiOfRoutesTest::answer);
    upstream.start();
    String port = Integer.toString(upstream.getAddress().getPort());
    String routes = Files.readString(Path.of("src/test/resources/routes/described.yaml"));
    Path file = Files.writeString(folder.resolve("routes.yaml"), routes.replace("{port}", port));
    gateway = RunningGateway.startGateway("http://127.0.0.1:" + port + "/", "routes=" + file);
    String yaml;
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      RawResponse answer = caller.get("/openapi.yaml").read();
      assertThat(answer.header("content-type")).isEqualTo("application/yaml");
      yaml = answer.body();
    }
    // bin/lint-openapi reads this file.
    Files.writeString(Path.of("target/openapi-of-routes.yaml"), yaml);
    description = ApiDescription.of(yaml);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    upstream.stop(0);
  }

  /** Answers with the status in the path; never answers {@code hang}. */
  private static void answer(HttpExchange attempt) throws IOException {
    String path = attempt.getRequestURI().getPath().substring(1);
    if (path.equals("hang")) {
      return;
    }
    int status = Integer.parseInt(path);
    boolean hasBody = status != 204 && status != 304;
    attempt.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    attempt.getResponseHeaders().set("ETag", "\"1\"");
    attempt.getResponseHeaders().set("Cache-Control", "max-age=60");
    attempt.getResponseHeaders().set("X-Internal", "secret");
    byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
    attempt.sendResponseHeaders(status, hasBody ? body.length : -1);
    if (hasBody) {
      attempt.getResponseBody().write(body);
    }
    attempt.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/products/{id}, '', 200 204 206 304 400 401 404 414 499",
    "/products/{id}, '', 500 503 429",
    "/p/{id}, '?lang=de', 200 404",
    "/products/{id}/reviews, ?wait=5000, 200 404 500",
    "/products/{id}/reviews, ?wait=0, 200",
    "/products/{id}/prices, '', 200 404 500",
    "/stock/{id}, '', 200 201 404 410 500",
    "/stock/{id}, ?bare=true, 200 201",
    "/stock/{id}, ?bare=maybe, 200",
    "/site/*, ?any=thing, 200 301 404 500"
  })
  void answers_ofARoute_areDescribed(String path, String query, String statuses)
      throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String status : statuses.split(" ", -1)) {
      String target = path.replaceFirst("\\{id}|\\*", status) + query;
      wrong.addAll(differences("GET", path, target, ""));
      if (!path.endsWith("/reviews")) {
        wrong.addAll(differences("HEAD", path, target, ""));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/products/{id}, 504", "/products/{id}/prices, 200", "/stock/{id}, 503"})
  void answers_pastTheDeadline_areDescribed(String path, int status) throws IOException {
    String target = path.replace("{id}", "hang");

    assertThat(ask("GET", target, "Request-Timeout-Ms: 100\r\n").status()).isEqualTo(status);
    assertThat(differences("GET", path, target, "Request-Timeout-Ms: 100\r\n")).isEmpty();
  }

  @Test
  void answers_toInvalidRequests_areDescribed() throws IOException {
    assertThat(differences("GET", "/p/{id}", "/p/200", "Request-Timeout-Ms: soon\r\n")).isEmpty();
    assertThat(differences("GET", "/p/{id}", "/p/200", "Content-Length: 1\r\n")).isEmpty();
    assertThat(differences("GET", "/p/{id}", "/p/200?" + "x".repeat(5000), "")).isEmpty();
    assertThat(differences("GET", "/p/{id}", "/p/200", "X: " + "y".repeat(9000) + "\r\n"))
        .isEmpty();
    assertThat(ask("GET", "/stock/1%2F2", "").status()).isEqualTo(400);
    assertThat(differences("GET", "/stock/{id}", "/stock/1%2F2", "")).isEmpty();
    assertThat(description.differences("any other path", ask("GET", "/p", ""))).isEmpty();
    RawResponse notAllowed = ask("POST", "/products/1/reviews", "");
    assertThat(notAllowed.header("allow")).isEqualTo("GET");
    assertThat(description.differences("any other method", notAllowed)).isEmpty();
    assertThat(description.differences("any other method", ask("PUT", "/site/", ""))).isEmpty();
  }

  @Test
  void operations_areThoseOfTheRoutesAndThePages() {
    assertThat(description.operations().keySet())
        .containsExactlyInAnyOrder(
            "GET /products/{id}",
            "HEAD /products/{id}",
            "GET /p/{id}",
            "HEAD /p/{id}",
            "GET /products/{id}/reviews",
            "GET /products/{id}/prices",
            "HEAD /products/{id}/prices",
            "GET /stock/{id}",
            "HEAD /stock/{id}",
            "GET /site/*",
            "HEAD /site/*",
            "GET /",
            "HEAD /",
            "GET /problems",
            "HEAD /problems",
            "any other path",
            "any other method");
  }

  /** The other tests do not notice if only the gateway's own answer with a status is described. */
  @Test
  void statuses_areThoseOfTheRoute() {
    assertThat(statuses("GET /products/{id}"))
        .containsExactlyInAnyOrder(
            "2XX", "3XX", "400", "413", "414", "429", "431", "4XX", "500", "502", "503", "504");
    assertThat(statuses("GET /products/{id}/prices"))
        .containsExactlyInAnyOrder("200", "400", "413", "414", "429", "431", "500");
    assertThat(statuses("GET /stock/{id}"))
        .containsExactlyInAnyOrder(
            "200", "201", "400", "404", "413", "414", "429", "431", "500", "503");
  }

  private static Set<String> statuses(String operation) {
    return description.below(String.valueOf(description.operations().get(operation))).keySet();
  }

  @Test
  void examples_fitTheirSchemas() {
    List<String> wrong = new ArrayList<>();
    for (ApiDescription.Example example : description.examples()) {
      for (String fault : description.faults(example.value(), example.schemaPointer())) {
        wrong.add(example + ": " + fault);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> differences(String method, String path, String target, String headers)
      throws IOException {
    RawResponse answer = ask(method, target, headers);
    Set<String> differences = new HashSet<>(description.differences(method + " " + path, answer));
    if (path.startsWith("/site/")) {
      // All headers pass back, so the description cannot name them.
      differences.removeIf(difference -> difference.startsWith("header "));
    }
    return differences.stream().map(each -> method + " " + target + ": " + each).toList();
  }

  private static RawResponse ask(String method, String target, String headers) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      caller.send("%s %s HTTP/1.1\r\nhost: hedgerow\r\n%s\r\n".formatted(method, target, headers));
      return method.equals("HEAD") ? caller.readHead() : caller.read();
    }
  }
}
