package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the console sends to its own API, and those that it does not send. */
final class TryItTest {
  @RegisterExtension
  private static final RunningGateway RUNNING = RunningGateway.start("event-loops=2");

  @TempDir private Path folder;

  @Test
  void answer_hasAllThatCameBack_andTheRace() throws Exception {
    RUNNING.script("status:500@0ms", "ok@20ms", "ok@5000ms");

    JsonObject answer = tried("/api/smart?timeout=4000");

    assertThat(answer.getInteger("status")).isEqualTo(200);
    assertThat(answer.getString("reason")).isEqualTo("OK");
    assertThat(new JsonObject(answer.getString("body")).containsKey("time")).isTrue();
    assertThat(answer.getBoolean("isBodyCut")).isFalse();
    assertThat(answer.getDouble("durationMs")).isBetween(20.0, 4000.0);
    assertThat(header(answer, "content-type")).isEqualTo("application/json");
    assertThat(header(answer, "server-timing")).startsWith("attempt-1;dur=");
    JsonObject race = answer.getJsonObject("race");
    assertThat(race.getString("id")).matches("[12]-[0-9]+");
    assertThat(race.getString("verdict")).isEqualTo("succeeded");
    assertThat(race.getBoolean("isMasked")).isTrue();
    assertThat(race.getJsonArray("attempts"))
        .extracting(each -> ((JsonObject) each).getString("outcome"))
        .containsExactly("bad-status", "succeeded", "cancelled");
  }

  @Test
  void request_thatTheApiRejects_hasNoRace() throws Exception {
    JsonObject answer = tried("/api/smart?timeout=0");

    assertThat(answer.getInteger("status")).isEqualTo(400);
    assertThat(answer.getString("body")).contains("timeout: 0 (expected: ");
    assertThat(answer.getValue("race")).isNull();
  }

  @Test
  void headRequest_hasNoBody() throws Exception {
    RUNNING.always("ok@0ms");
    JsonObject answer = tried("/api/first?timeout=4000", "&method=HEAD");

    assertThat(answer.getInteger("status")).isEqualTo(200);
    assertThat(answer.getString("body")).isEmpty();
    assertThat(answer.getJsonObject("race").getString("method")).isEqualTo("HEAD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "target=",
        "target=api/smart",
        "target=http://evil.example/api/smart",
        "target=//evil.example/api/smart",
        "target=@evil.example/api/smart",
        "target=/nothing",
        "target=/",
        "target=/problems",
        "target=/api/smart/../first",
        "target=/api/smart%23x",
        "target=/api/smart%20HTTP/1.1",
        "target=/api/smart%0D%0Ax:%20y",
        "target=/api/smart?timeout%3D1%0D%0Ax:%20y",
        "target=/api/smart&method=POST",
        "target=/api/smart&method=DELETE",
        "target=/api/smart&method=CONNECT",
        "target=/api/smart&method=get",
        "target=/api/smart&header=host:%20evil.example",
        "target=/api/smart&header=authorization:%20x",
        "target=/api/smart&header=content-length:%205",
        "target=/api/smart&header=hedgerow-try:%20x",
        "target=/api/smart&header=accept:%20x%0D%0Ax:%20y",
        "target=/api/smart&header=accept",
      })
  void request_thatNoRouteServes_isNotSent(String query) throws Exception {
    RawResponse answer = post(RUNNING.gateway(), "/console/try?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("(expected: ");
    assertThat(RUNNING.listener().events()).isEmpty();
  }

  @Test
  void timeoutInAHeader_isSent_andLittleElse() throws Exception {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes: {cat: {path: /cat, deadline: {header: X-Timeout}}}");
    try (Gateway gateway = RunningGateway.startGateway("embedded", "routes=" + routes)) {
      String sent = "/console/try?target=/cat&header=X-Timeout:%201500&header=accept:%20text/x";
      JsonObject race = new JsonObject(post(gateway, sent).body()).getJsonObject("race");

      assertThat(race.getDouble("timeoutMs")).isEqualTo(1500.0);
      assertThat(race.getJsonArray("headers"))
          .containsExactly("accept", "hedgerow-try", "host", "x-timeout");
    }
  }

  @Test
  void longBody_isCut() throws Exception {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            "routes: {cat: {path: /cat, success: {body-max: 1MiB}}}");
    RUNNING.always("body:{\"time\":0,\"x\":\"" + "é".repeat(50_000) + "\"}@0ms");
    try (Gateway gateway =
        RunningGateway.startGateway(RUNNING.simulator().url(), "routes=" + routes)) {
      JsonObject answer = new JsonObject(post(gateway, "/console/try?target=/cat").body());

      assertThat(answer.getInteger("status")).isEqualTo(200);
      assertThat(answer.getBoolean("isBodyCut")).isTrue();
      assertThat(answer.getString("body").getBytes(StandardCharsets.UTF_8).length)
          .isBetween(64 * 1024, 64 * 1024 + 3);
      assertThat(answer.getJsonObject("race").getString("verdict")).isEqualTo("succeeded");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "::1", "127.0.0.2", "localhost"})
  void api_onAnotherAddress_isAsked(String host) throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("embedded", "host=" + host)) {
      JsonObject answer = tried(gateway, "/api/first?timeout=4000", "");
      assertThat(answer.getJsonObject("race").getString("route")).isEqualTo("first");
    }
  }

  @Test
  void api_withTls_isAsked() throws Exception {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    Path file = folder.resolve("api.pem");
    Files.writeString(file, identity.certificatePem() + identity.keyPem());
    try (Gateway gateway =
        RunningGateway.startGateway("embedded", "tls.certificate=" + file, "tls.key=" + file)) {
      JsonObject answer = tried(gateway, "/api/first?timeout=4000", "");
      assertThat(answer.getJsonObject("race").getString("route")).isEqualTo("first");
    }
  }

  @Test
  void requests_beyondEight_waitForNothing() throws Exception {
    RUNNING.always("ok@800ms");
    List<RawCaller> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RawCaller caller = new RawCaller(RUNNING.gateway().managementPort());
      callers.add(caller.send(request("/console/try?target=/api/first?timeout%3D5000")));
    }
    assertEventually(() -> RUNNING.counts().asked(), 24L);

    RawResponse ninth = post(RUNNING.gateway(), "/console/try?target=/api/first?timeout%3D5000");
    assertThat(ninth.status()).isEqualTo(503);
    assertThat(ninth.header("retry-after")).isEqualTo("1");
    for (RawCaller caller : callers) {
      assertThat(new JsonObject(caller.read().body()).getInteger("status")).isEqualTo(200);
      caller.close();
    }
    assertThat(tried("/api/first?timeout=4000").getInteger("status")).isEqualTo(200);
  }

  @Test
  void mark_ofACaller_changesNothing() throws Exception {
    RUNNING.always("ok@0ms");
    try (RawCaller caller = RUNNING.newCaller()) {
      caller.send(
          "GET /api/first?timeout=4000 HTTP/1.1\r\nhost: localhost\r\nhedgerow-try: x\r\n\r\n");
      assertThat(caller.read().status()).isEqualTo(200);
    }
  }

  private static JsonObject tried(String target, String... more) throws IOException {
    return tried(RUNNING.gateway(), target, String.join("", more));
  }

  private static JsonObject tried(Gateway gateway, String target, String more) throws IOException {
    String query = "target=" + URLEncoder.encode(target, StandardCharsets.UTF_8) + more;
    RawResponse answer = post(gateway, "/console/try?" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static String header(JsonObject answer, String name) {
    return answer.getJsonArray("headers").stream()
        .map(JsonArray.class::cast)
        .filter(field -> field.getString(0).equals(name))
        .map(field -> field.getString(1))
        .findFirst()
        .orElseThrow();
  }

  private static RawResponse post(Gateway gateway, String target) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return caller.send(request(target)).read();
    }
  }

  private static String request(String target) {
    return "POST " + target + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
  }
}
