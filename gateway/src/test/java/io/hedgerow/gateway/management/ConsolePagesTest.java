package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data that a running gateway serves to the console. */
final class ConsolePagesTest {
  /** The limit for the delivery of answers, 2 s here, does not apply to event streams. */
  @RegisterExtension
  static final RunningGateway RUNNING =
      RunningGateway.start("request.timeout-max=2s", "callers.read-timeout=1s");

  @Test
  void events_areTheHistoryAndThenAPointASecond() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> answer = watch(client, "");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");
      assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
      Iterator<String> lines = answer.body().iterator();
      assertThat(lines.next()).isEqualTo("retry: 2000");
      assertThat(event(lines, "history").getJsonArray("points")).isNotNull();

      RUNNING.script("status:503@0ms", "ok@0ms", "hang@0ms");
      assertThat(RUNNING.get("/api/smart?timeout=1000").status()).isEqualTo(200);
      List<JsonObject> points = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        points.add(event(lines, "point"));
      }

      assertThat(points.stream().mapToInt(point -> number(point, "requests", "count")).sum())
          .isEqualTo(1);
      assertThat(points.stream().mapToInt(point -> number(point, "requests", "masked")).sum())
          .isEqualTo(1);
      assertThat(points.stream().mapToInt(point -> number(point, "attempts", "count")).sum())
          .isEqualTo(3);
      assertThat(points.stream().mapToInt(point -> number(point, "hedges", "won")).sum())
          .isEqualTo(1);
      assertThat(points.getLast().getLong("at")).isEqualTo(points.getFirst().getLong("at") + 4);
      answer.body().close();
    }
  }

  @Test
  void events_ofARoute_areOfThatRoute() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Stream<String>> answer = watch(client, "?route=first");
      Iterator<String> lines = answer.body().iterator();
      lines.next();
      event(lines, "history");
      RUNNING.always("ok@0ms");
      RUNNING.get("/api/smart?timeout=1000");
      RUNNING.get("/api/first?timeout=1000");

      JsonObject point = event(lines, "point");
      while (number(point, "requests", "count") == 0) {
        point = event(lines, "point");
      }

      assertThat(number(point, "requests", "count")).isEqualTo(1);
      assertThat(point.getValue("load")).isNull();
      answer.body().close();
    }
  }

  @Test
  void events_ofTooManyWatchers_are503UntilOneLeaves() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient();
        HttpClient leaving = HttpClient.newHttpClient()) {
      List<HttpResponse<Stream<String>>> open = new ArrayList<>();
      HttpResponse<Stream<String>> first = watch(leaving, "");
      while (open.size() < Watchers.WATCHERS_MAX - 1) {
        open.add(watch(client, ""));
        assertThat(open.getLast().statusCode()).isEqualTo(200);
      }

      RawResponse refused = get("/console/events");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.body())
          .isEqualTo("event streams: too many are open (expected: fewer than 32)\n");

      first.body().close();
      leaving.shutdownNow();
      assertEventually(() -> head("/console/events"), 200);
      open.forEach(answer -> answer.body().close());
      client.shutdownNow();
    }
  }

  @Test
  void races_ofAHedgedRequest_areShown() throws Exception {
    RUNNING.script("status:503@0ms", "ok@20ms", "hang@0ms");
    RUNNING.get("/api/smart?timeout=999&secret=x");

    JsonObject answer = new JsonObject(get("/console/races?route=smart&class=hedge-won").body());
    JsonArray races = answer.getJsonArray("races");
    JsonObject race = races.getJsonObject(0);
    assertThat(race.encode()).doesNotContain("secret");
    assertThat(race.getString("verdict")).isEqualTo("succeeded");
    assertThat(race.getDouble("timeoutMs")).isEqualTo(999.0);
    assertThat(race.getDouble("deadlineMs")).isBetween(900.0, 998.0);
    assertThat(race.getDouble("hedgeMs")).isBetween(300.0, 400.0);
    assertThat(
            race.getJsonArray("attempts").stream()
                .map(attempt -> ((JsonObject) attempt).getString("outcome")))
        .containsExactly("bad-status", "succeeded", "cancelled");
    assertThat(race.getDouble("at")).isBetween(1.7e9, 4e9);
    assertThat(answer.getJsonArray("classes").encode())
        .contains("{\"route\":\"smart\",\"class\":\"hedge-won\",\"count\":");
  }

  @Test
  void races_thatRun_areShown() throws Exception {
    RUNNING.always("hang@0ms");
    try (RawCaller caller = RUNNING.newCaller()) {
      // Answers of the console may be a second old.
      caller.get("/api/all?timeout=2000");
      assertEventually(
          () ->
              new JsonObject(get("/console/races?class=running").body())
                  .getJsonArray("races")
                  .size(),
          1);
      assertThat(caller.read().status()).isEqualTo(503);
    }
    assertEventually(
        () -> get("/console/races?class=running").body().contains("\"races\":[]"), true);
  }

  @Test
  void distribution_ofARoute_hasItsHedgeDelay() throws Exception {
    JsonObject smart = new JsonObject(get("/console/distribution?route=smart").body());
    assertThat(smart.getDouble("hedgeDelayMs")).isEqualTo(300.0);
    assertThat(get("/console/distribution").status()).isEqualTo(200);

    RawResponse unknown = get("/console/distribution?route=cat");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body()).isEqualTo("route: cat (expected: the name of a route in force)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/events", "/console/distribution", "/console/races"})
  void data_underAnotherHost_is421(String path) throws Exception {
    assertThat(request("GET", path, "localhost").status()).isNotEqualTo(421);
    assertThat(request("GET", path, "evil.example").status()).isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/console/events", "/console/distribution", "/console/races"})
  void data_ifTheConsoleIsOff_is404(String path) throws Exception {
    try (Gateway gateway =
            RunningGateway.startGateway(RUNNING.simulator().url(), "console.enabled=false");
        RawCaller caller = new RawCaller(gateway.managementPort())) {
      assertThat(caller.get(path).read().status()).isEqualTo(404);
    }
  }

  private static HttpResponse<Stream<String>> watch(HttpClient client, String query)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "http://127.0.0.1:%d/console/events%s"
                .formatted(RUNNING.gateway().managementPort(), query));
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
  }

  /** Reads the next event. */
  private static JsonObject event(Iterator<String> lines, String name) {
    assertThat(lines.next()).isEqualTo("event: " + name);
    String data = lines.next();
    assertThat(data).startsWith("data: ");
    assertThat(lines.next()).isEmpty();
    return new JsonObject(data.substring("data: ".length()));
  }

  private static int number(JsonObject point, String object, String name) {
    return point.getJsonObject(object).getInteger(name);
  }

  private static RawResponse get(String target) {
    try (RawCaller caller = new RawCaller(RUNNING.gateway().managementPort())) {
      return caller.get(target).read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int head(String target) {
    try (RawCaller caller = new RawCaller(RUNNING.gateway().managementPort())) {
      return caller.request("HEAD", target).readHead().status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawResponse request(String method, String target, String host) throws IOException {
    try (RawCaller caller = new RawCaller(RUNNING.gateway().managementPort())) {
      return caller
          .send(method + " " + target + " HTTP/1.1\r\nhost: " + host + "\r\n\r\n")
          .readHead();
    }
  }
}
