package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may change something through the management listener: one rule for all endpoints. */
final class ChangesTest {
  private static final String TOKEN = "correct-horse-battery";

  /** In this order, each succeeds. */
  private static final List<String> CHANGES =
      List.of(
          "/console/chaos?outage=true",
          "/console/chaos/spike?route=simulated&rate=1&seconds=60",
          "/console/chaos/reset",
          "/routes/reload",
          "/replicas/127.0.0.1:1/drain?reason=test",
          "/replicas/127.0.0.1:1/undrain",
          "/console/try?target=/pets");

  private static final String ROUTES =
      """
      upstreams: {pets: {replicas: ["http://127.0.0.1:1/", "http://127.0.0.1:2/"]}}
      routes: {pets: {path: /pets, upstream: pets}, simulated: {path: /simulated}}
      """;

  @TempDir private static Path folder;
  private static Gateway loopback;
  private static Gateway open;
  private static Gateway guarded;

  @BeforeAll
  static void start() throws IOException {
    String routes = "routes=" + Files.writeString(folder.resolve("routes.yaml"), ROUTES);
    String everywhere = "management.host=0.0.0.0";
    loopback = RunningGateway.startGateway("embedded", routes);
    open = RunningGateway.startGateway("embedded", routes, everywhere);
    guarded =
        RunningGateway.startGateway("embedded", routes, everywhere, "management.token=" + TOKEN);
  }

  @AfterAll
  static void close() {
    loopback.close();
    open.close();
    guarded.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost | ",
        "127.0.0.1 | origin: http://127.0.0.1",
        "127.0.0.1 | sec-fetch-site: same-origin",
      })
  void change_onLoopback_isMade(String host, String header) throws Exception {
    assertMade(loopback, host, header == null ? "" : header + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost    | origin: http://evil.example     | 403",
        "localhost    | origin: null                    | 403",
        "localhost    | origin: http://localhost:3000   | 403",
        "localhost    | sec-fetch-site: cross-site      | 403",
        "localhost    | sec-fetch-site: same-site       | 403",
        "evil.example | origin: http://evil.example     | 421",
        "evil.example | sec-fetch-site: same-origin     | 421",
      })
  void change_causedByAForeignPage_isRefusedByEachListener(String host, String header, int status)
      throws Exception {
    String authorized = header + "\r\nauthorization: Bearer " + TOKEN + "\r\n";
    assertRefused(loopback, host, authorized, status);
    assertRefused(open, host, authorized, status == 421 ? 421 : 403);
    assertRefused(guarded, host, authorized, status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "authorization: Bearer " + TOKEN + "\r\n"})
  void change_notOnLoopbackAndWithoutAToken_is403AndSaysWhichKey(String header) throws Exception {
    for (RawResponse answer : assertRefused(open, "127.0.0.1", header, 403)) {
      assertThat(answer.body())
          .isEqualTo(
              "read-only: management.host is 0.0.0.0"
                  + " (expected: a loopback address, or a management.token)\n");
    }
    assertThat(isWritable(open)).isFalse();
    assertThat(isWritable(loopback)).isTrue();
    assertThat(isWritable(guarded)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "authorization: Bearer wrong-horse-battery\r\n",
        "authorization: Bearer " + TOKEN + "x\r\n",
        "authorization: Bearer correct-horse-batter\r\n",
        "authorization: Bearer \r\n",
        "authorization: " + TOKEN + "\r\n",
        "authorization: Basic " + TOKEN + "\r\n",
      })
  void change_withoutTheToken_is401(String header) throws Exception {
    for (RawResponse answer : assertRefused(guarded, "127.0.0.1", header, 401)) {
      assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
      assertThat(answer.body())
          .isEqualTo(
              "authorization: missing or wrong (expected: Bearer and the management.token)\n");
    }
  }

  @Test
  void change_withTheToken_isMade() throws Exception {
    assertMade(guarded, "127.0.0.1", "authorization: Bearer " + TOKEN + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH"})
  void change_byAnotherMethod_is405(String method) throws Exception {
    for (String target : CHANGES) {
      // A page has the same path.
      boolean isPage =
          target.startsWith("/console/chaos?") && List.of("GET", "HEAD").contains(method);
      RawResponse answer = request(loopback, method, target, "localhost", "");
      assertThat(answer.status()).as(target).isEqualTo(isPage ? 200 : 405);
    }
    assertUnchanged(loopback);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "localhost"})
  void listener_onLoopback_isWritableWithoutAToken(String host) {
    assertThat(new ChangeGuard(host, null).isWritable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "localhost.example", "ops"})
  void listener_notOnLoopback_isReadOnlyWithoutAToken(String host) {
    assertThat(new ChangeGuard(host, null).isWritable()).isFalse();
  }

  private static void assertMade(Gateway gateway, String host, String headers) throws IOException {
    for (String target : CHANGES) {
      RawResponse answer = request(gateway, "POST", target, host, headers);
      assertThat(answer.status()).as(target + ": " + answer.body()).isEqualTo(200);
    }
  }

  private static List<RawResponse> assertRefused(
      Gateway gateway, String host, String headers, int status) throws IOException {
    List<RawResponse> answers =
        CHANGES.stream().map(target -> request(gateway, "POST", target, host, headers)).toList();
    assertThat(answers).extracting(RawResponse::status).containsOnly(status);
    assertThat(answers).extracting(RawResponse::body).noneMatch(body -> body.contains(TOKEN));
    assertUnchanged(gateway);
    return answers;
  }

  /** None of the refused changes was made after all. */
  private static void assertUnchanged(Gateway gateway) {
    JsonObject chaos = get(gateway, "/console/chaos");
    assertThat(chaos.getBoolean("isOutage")).isFalse();
    assertThat(chaos.getValue("spike")).isNull();
    assertThat(get(gateway, "/replicas").encode()).doesNotContain("drained");
  }

  private static boolean isWritable(Gateway gateway) {
    return get(gateway, "/console/routes").getBoolean("isWritable");
  }

  private static JsonObject get(Gateway gateway, String path) {
    return new JsonObject(request(gateway, "GET", path, "localhost", "").body());
  }

  private static RawResponse request(
      Gateway gateway, String method, String target, String host, String headers) {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      caller.send("%s %s HTTP/1.1\r\nhost: %s\r\n%s\r\n".formatted(method, target, host, headers));
      return method.equals("HEAD") ? caller.readHead() : caller.read();
    } catch (IOException e) {
      throw new AssertionError(target, e);
    }
  }
}
