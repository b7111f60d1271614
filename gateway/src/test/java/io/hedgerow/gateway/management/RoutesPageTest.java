package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.route.file.RoutesSchema;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see of the routes, and who may reload them. */
final class RoutesPageTest {
  private static final String NOBODY = "http://127.0.0.1:1/work";
  private static final String CAT = "routes:\n  cat: {path: /cat}\n";
  private static final String DOG = "routes:\n  dog: {path: /dog}\n";
  private static final String CAT_HASH = "0f266ba6a9d5";

  @TempDir private Path folder;
  private Path file;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(folder.resolve("routes.yaml"), CAT);
    gateway =
        RunningGateway.startGateway(NOBODY, "routes=" + file, "management.hosts=gateway.example");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void routes_ofAFile_areShownWithItsHash() throws Exception {
    Instant before = Instant.now();
    RawResponse answer = request("GET", "/routes", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    JsonObject routes = new JsonObject(answer.body());
    assertThat(Instant.parse(routes.getString("since"))).isBetween(before.minusSeconds(60), before);
    String yaml = (String) routes.remove("routes");
    assertThat(yaml).startsWith("routes:\n  cat:\n    path: /cat\n");
    assertThat(routes.putNull("since"))
        .isEqualTo(
            new JsonObject()
                .put("file", file.toString())
                .put("hash", CAT_HASH)
                .putNull("since")
                .put("changes", new JsonArray())
                .putNull("refused"));
  }

  @Test
  void routes_asShown_areAFileOfTheSameRoutes() throws Exception {
    Files.writeString(file, new JsonObject(get("/routes")).getString("routes"));

    RawResponse answer = reload("");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getJsonArray("changes")).isEmpty();
  }

  @Test
  void routes_builtIn_areShownAndNotReloaded() throws Exception {
    try (Gateway builtIn = RunningGateway.startGateway(NOBODY);
        RawCaller caller = new RawCaller(builtIn.managementPort())) {
      JsonObject routes = new JsonObject(caller.get("/routes").read().body());
      assertThat(routes.getMap()).contains(entry("file", null), entry("hash", null));
      assertThat(routes.getString("routes")).contains("  within-timeout:\n");

      RawResponse answer = caller.request("POST", "/routes/reload").read();
      assertThat(answer.status()).isEqualTo(409);
      assertThat(new JsonObject(answer.body()).getMap())
          .contains(
              entry("result", "no-file"),
              entry(
                  "detail",
                  "The routes come from no file; start with --routes=FILE to reload it."));
    }
  }

  @Test
  void reload_changedFile_isAppliedAndSaysWhatChanged() throws Exception {
    Files.writeString(file, DOG);

    RawResponse answer = reload("");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    JsonObject reload = new JsonObject(answer.body());
    assertThat(reload.getMap())
        .contains(
            entry("result", "applied"),
            entry("file", file.toString()),
            entry("changes", List.of("route cat removed", "route dog added")));
    JsonObject shown = new JsonObject(get("/routes"));
    assertThat(shown.getString("hash")).isEqualTo(reload.getString("hash")).isNotEqualTo(CAT_HASH);
    assertThat(shown.getString("routes")).contains("path: /dog");
    assertThat(get("/openapi.yaml")).contains("\n  /dog:\n").doesNotContain("/cat");
    assertThat(statusOf("/dog")).isNotEqualTo(404);
    assertThat(statusOf("/cat")).isEqualTo(404);
  }

  @Test
  void reload_sameFile_isUnchanged() throws Exception {
    RawResponse answer = reload("");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(new JsonObject(answer.body()).getMap())
        .contains(entry("result", "unchanged"), entry("hash", CAT_HASH), entry("refused", null));
  }

  @Test
  void reload_invalidFile_is422WithEveryFaultAndChangesNothing() throws Exception {
    Files.writeString(file, "routes:\n  dog: {pth: /dog}\n  cow: {path: cow}\n");

    RawResponse answer = reload("");

    assertThat(answer.status()).isEqualTo(422);
    JsonObject reload = new JsonObject(answer.body());
    assertThat(reload.getMap()).contains(entry("result", "invalid"), entry("hash", CAT_HASH));
    assertThat(reload.getJsonObject("refused").getJsonArray("faults"))
        .hasSize(3)
        .anyMatch(fault -> fault.equals(file + ":2:9: pth: unknown word (did you mean path?)"));
    assertThat(new JsonObject(get("/routes")).getJsonObject("refused"))
        .isEqualTo(reload.getJsonObject("refused"));
    assertThat(statusOf("/cat")).isNotEqualTo(404);
  }

  @Test
  void metrics_showReloadsAndWhetherTheFileIsInForce() throws Exception {
    MetricsScrape before = MetricsScrape.of(gateway);
    assertThat(before.samples())
        .containsEntry("hedgerow_routes_reloads_total{result=\"applied\"}", 0.0)
        .containsEntry("hedgerow_routes_reloads_total{result=\"invalid\"}", 0.0)
        .containsEntry("hedgerow_routes_file_in_force", 1.0);
    double started = changedSeconds(before);
    assertThat(started).isBetween(Instant.now().getEpochSecond() - 60.0, now());

    Files.writeString(file, "routes: 7\n");
    reload("");
    reload("");
    assertThat(MetricsScrape.of(gateway).samples())
        .containsEntry("hedgerow_routes_reloads_total{result=\"applied\"}", 0.0)
        .containsEntry("hedgerow_routes_reloads_total{result=\"invalid\"}", 1.0)
        .containsEntry("hedgerow_routes_file_in_force", 0.0)
        .containsEntry("hedgerow_routes_changed_timestamp_seconds", started);

    Files.writeString(file, DOG);
    reload("");
    MetricsScrape after = MetricsScrape.of(gateway);
    assertThat(after.samples())
        .containsEntry("hedgerow_routes_reloads_total{result=\"applied\"}", 1.0)
        .containsEntry("hedgerow_routes_file_in_force", 1.0);
    assertThat(changedSeconds(after)).isGreaterThan(started).isLessThanOrEqualTo(now());
  }

  private static double changedSeconds(MetricsScrape scrape) {
    return scrape.samples().getOrDefault("hedgerow_routes_changed_timestamp_seconds", 0.0);
  }

  private static double now() {
    return Instant.now().toEpochMilli() / 1000.0;
  }

  @Test
  void schema_isThatOfTheFile() throws Exception {
    RawResponse answer = request("GET", "/routes.schema.json", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/schema+json");
    assertThat(answer.body()).isEqualTo(RoutesSchema.json());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
  void reload_otherMethod_is405WithAllow(String method) throws Exception {
    Files.writeString(file, DOG);

    RawResponse answer = request(method, "/routes/reload", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("POST");
    assertNotReloaded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/routes", "/routes/", "/routes.schema.json", "/routes/reload/", "/"})
  void post_elsewhere_is405(String path) throws Exception {
    RawResponse answer = request("POST", path, "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "content-length: 4\r\n\r\nabcd",
        "transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
      })
  void reload_withABody_is400(String framingAndBody) throws Exception {
    Files.writeString(file, DOG);
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      caller.send("POST /routes/reload HTTP/1.1\r\nhost: localhost\r\n" + framingAndBody);

      RawResponse answer = caller.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo("a body is not accepted: the routes are read from their file\n");
    }
    assertNotReloaded();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Programs.
        "localhost:8001        |                                   |             | 200",
        "127.0.0.1             |                                   |             | 200",
        "Gateway.Example:8001  |                                   |             | 200",
        // A page of this listener, a link or the address bar.
        "localhost:8001        | http://localhost:8001             | same-origin | 200",
        "localhost:8001        | http://localhost:8001             |             | 200",
        "LOCALHOST:8001        | http://localhost:8001             |             | 200",
        "[::1]:8001            | http://[::1]:8001                 |             | 200",
        "gateway.example       | https://gateway.example           |             | 200",
        "gateway.example       | https://gateway.example           | same-origin | 200",
        "localhost:8001        |                                   | none        | 200",
        // A proxy in front may change Host, but a page cannot send same-origin to another origin.
        "10.0.0.1:8001         | https://gateway.example           | same-origin | 200",
        // Pages of other origins.
        "localhost:8001        | http://evil.example               | cross-site  | 403",
        "localhost:8001        | http://evil.example               |             | 403",
        "localhost:8001        | http://localhost:3000             | same-site   | 403",
        "localhost:8001        | http://localhost:3000             |             | 403",
        "localhost:8001        | http://localhost                  |             | 403",
        "localhost:8001        | http://localhost:80010            |             | 403",
        "localhost:8001        | http://localhost:8001.evil.example|             | 403",
        "localhost:8001        | http://evil.example/localhost:8001|             | 403",
        "localhost:8001        | ftp://localhost:8001              |             | 403",
        "localhost:8001        | localhost:8001                    |             | 403",
        "localhost:8001        | null                              | cross-site  | 403",
        "localhost:8001        | 'null'                            |             | 403",
        "localhost:8001        |                                   | cross-site  | 403",
        "localhost:8001        |                                   | same-site   | 403",
        "localhost:8001        |                                   | SAME-ORIGIN | 403",
        "localhost:8001        | http://localhost:8001             | cross-site  | 403",
        // DNS rebinding: the page's own name leads here, so for the browser it is the same origin.
        "evil.example:8001     | http://evil.example:8001          | same-origin | 421",
        "evil.example:8001     |                                   |             | 421",
        "localhost.evil.example| http://localhost.evil.example     | same-origin | 421",
      })
  void reload_ofACaller_isRefusedIfAPageOfAnotherOriginCausedIt(
      String host, String origin, String site, int status) throws Exception {
    Files.writeString(file, DOG);
    String headers =
        (origin == null ? "" : "origin: " + origin + "\r\n")
            + (site == null ? "" : "sec-fetch-site: " + site + "\r\n");

    assertThat(post(host, headers).status()).isEqualTo(status);

    if (status != 200) {
      assertNotReloaded();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "origin: http://localhost\r\norigin: http://evil.example\r\n",
        "origin: http://localhost http://evil.example\r\n",
        "origin:\r\n",
        "sec-fetch-site: same-origin\r\nsec-fetch-site: cross-site\r\n",
        "sec-fetch-site: same-origin, cross-site\r\n",
        "sec-fetch-site:\r\n"
      })
  void reload_withAmbiguousOrigin_is403(String headers) throws Exception {
    Files.writeString(file, DOG);

    RawResponse answer = post("localhost", headers);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.body()).isEqualTo("sent by a web page of another origin\n");
    assertNotReloaded();
  }

  private void assertNotReloaded() throws IOException {
    assertThat(new JsonObject(get("/routes")).getString("hash")).isEqualTo(CAT_HASH);
  }

  private RawResponse reload(String headers) throws IOException {
    return post("localhost", headers);
  }

  private RawResponse post(String host, String headers) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return caller
          .send("POST /routes/reload HTTP/1.1\r\nhost: " + host + "\r\n" + headers + "\r\n")
          .read();
    }
  }

  private String get(String path) throws IOException {
    return request("GET", path, "").body();
  }

  private RawResponse request(String method, String path, String headers) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      caller.send(method + " " + path + " HTTP/1.1\r\nhost: localhost\r\n" + headers + "\r\n");
      return method.equals("HEAD") ? caller.readHead() : caller.read();
    }
  }

  private int statusOf(String path) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      return caller.get(path).read().status();
    }
  }
}
