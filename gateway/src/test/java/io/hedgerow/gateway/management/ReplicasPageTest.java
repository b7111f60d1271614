package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators see of replicas, and how they drain them. */
final class ReplicasPageTest {
  private static final int LOOPS = 2;

  @TempDir private Path folder;
  private final List<Simulator> simulators =
      IntStream.range(0, 3).mapToObj(_ -> Simulator.start(SimulatorOptions.defaults())).toList();
  private Path file;
  private Gateway gateway;

  @BeforeEach
  void start() throws IOException {
    simulators.forEach(simulator -> simulator.always(Behaviour.parse("ok@0ms")));
    file = Files.writeString(folder.resolve("routes.yaml"), routes(3));
    gateway =
        RunningGateway.startGateway(
            "http://127.0.0.1:1/", "routes=" + file, "event-loops=" + LOOPS);
  }

  @AfterEach
  void close() {
    gateway.close();
    simulators.forEach(Simulator::close);
  }

  /** The upstream pets with this many simulators, and another one with only the first. */
  private String routes(int count) {
    List<String> urls = simulators.stream().map(Simulator::url).limit(count).toList();
    return """
        upstreams:
          pets:
            replicas: %s
          cats:
            replicas: ["%s"]
        routes:
          pets: {path: /pets, upstream: pets, plan: {attempts: 1, hedges: 1, hedge-delay: 5s}}
          cats: {path: /cats, upstream: cats}
        """
        .formatted(urls.stream().map(url -> '"' + url + '"').toList(), urls.getFirst());
  }

  private String name(int replica) {
    return "127.0.0.1:" + simulators.get(replica).port();
  }

  @Test
  void replicas_areShownWithWhatIsKnownOfThem() throws Exception {
    Instant before = Instant.now();
    simulators.get(1).always(Behaviour.parse("status:503@0ms"));
    assertEventually(
        () -> {
          ask("/pets");
          // The choice of the replica is random.
          return replica("pets", 1).getJsonObject("attempts").containsKey("bad-status")
              && replica("pets", 0).getInteger("wins") > 0;
        },
        true);

    JsonObject failing = replica("pets", 1);
    assertThat(failing.getJsonObject("lastFailure").getString("detail")).isEqualTo("status 503");
    assertThat(Instant.parse(failing.getJsonObject("lastFailure").getString("at")))
        .isBetween(before.minusMillis(1), Instant.now());
    assertThat(failing.getJsonObject("attempts").getInteger("answered")).isZero();
    assertThat(failing.getValue("medianMs")).isNull();
    assertThat(failing.getDouble("peersMedianMs")).isPositive();

    JsonObject healthy = replica("pets", 0);
    assertThat(healthy.fieldNames())
        .containsExactly(
            "replica",
            "state",
            "since",
            "until",
            "reason",
            "loops",
            "loopsConnected",
            "inFlight",
            "attempts",
            "wins",
            "medianMs",
            "peersMedianMs",
            "lastFailure");
    assertThat(healthy.getMap())
        .contains(
            entry("replica", name(0)),
            entry("state", "in"),
            entry("until", null),
            entry("reason", null),
            entry("inFlight", 0),
            entry("lastFailure", null));
    assertThat(healthy.getJsonObject("loops")).isEqualTo(new JsonObject().put("in", LOOPS));
    assertThat(healthy.getInteger("loopsConnected")).isBetween(1, LOOPS);
    assertThat(Instant.parse(healthy.getString("since"))).isBefore(before);
    assertThat(healthy.getInteger("wins"))
        .isPositive()
        .isEqualTo(healthy.getJsonObject("attempts").getInteger("answered"));
    assertThat(replica("cats", 0).getInteger("wins")).isZero();
  }

  @Test
  void drain_keepsAttemptsAwayOnEveryLoop_untilItIsEnded() throws Exception {
    RawResponse answer = post("/replicas/pets/" + name(2) + "/drain?reason=kernel+update&for=1h");

    assertThat(answer.status()).isEqualTo(200);
    JsonObject drained = new JsonObject(answer.body());
    assertThat(drained.getMap())
        .contains(
            entry("upstream", "pets"),
            entry("replica", name(2)),
            entry("state", "drained"),
            entry("reason", "kernel update"),
            entry("note", "A drain is known to this instance only, and gone after its restart."));
    assertThat(drained.getJsonObject("loops")).isEqualTo(new JsonObject().put("drained", LOOPS));
    assertThat(Duration.between(Instant.now(), Instant.parse(drained.getString("until"))))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    askOften();
    assertThat(simulators.get(2).counts().asked()).isZero();

    RawResponse ended = post("/replicas/" + name(2) + "/undrain");

    assertThat(ended.status()).isEqualTo(200);
    assertThat(new JsonObject(ended.body()).getMap())
        .contains(entry("state", "in"), entry("reason", "the drain was ended"));
    assertEventually(
        () -> {
          ask("/pets");
          return simulators.get(2).counts().asked() > 0;
        },
        true);
  }

  @Test
  void drain_staysWhenTheListOfReplicasChanges() throws Exception {
    post("/replicas/" + name(1) + "/drain?reason=update");
    Files.writeString(file, routes(2));

    assertThat(request("POST", "/routes/reload", "").status()).isEqualTo(200);

    assertThat(replica("pets", 1).getMap())
        .contains(entry("state", "drained"), entry("reason", "update"));
    askOften();
    assertThat(simulators.get(1).counts().asked()).isZero();
  }

  @Test
  void drain_endsByItself() throws Exception {
    post("/replicas/" + name(1) + "/drain?reason=update&for=1s");
    assertThat(replica("pets", 1).getString("state")).isEqualTo("drained");

    assertEventually(() -> replica("pets", 1).getString("reason"), "the drain has ended");
    assertThat(replica("pets", 1).getString("state")).isEqualTo("in");
  }

  @Test
  void drain_ofTheLastReplica_isRefused() throws Exception {
    post("/replicas/" + name(1) + "/drain?reason=update");
    post("/replicas/" + name(2) + "/drain?reason=update");

    assertRefused(
        post("/replicas/pets/" + name(0) + "/drain?reason=update"),
        409,
        name(0) + " is the only replica of upstream pets that is not drained");
    assertRefused(
        post("/replicas/cats/" + name(0) + "/drain?reason=update"),
        409,
        name(0) + " is the only replica of upstream cats that is not drained");
    assertThat(replica("pets", 0).getString("state")).isEqualTo("in");
  }

  @Test
  void drain_ofAnUnknownReplica_isRefused() throws Exception {
    String pets = "pets/" + name(0) + ", pets/" + name(1) + ", pets/" + name(2);

    assertRefused(
        post("/replicas/pets/nobody:80/drain?reason=x"),
        404,
        "replica: nobody:80 (expected: one of " + pets + ")");
    assertRefused(
        post("/replicas/dogs/" + name(1) + "/drain?reason=x"),
        404,
        "replica: " + name(1) + " (expected: a replica of an upstream in /replicas)");
    assertRefused(
        post("/replicas/" + name(0) + "/drain?reason=x"),
        409,
        "replica: %1$s is in several upstreams".formatted(name(0))
            + " (expected: one of cats/%1$s, pets/%1$s)".formatted(name(0)));
    assertRefused(
        post("/replicas/" + name(1) + "/undrain"),
        409,
        name(1) + " of upstream pets is not drained");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                        | reason: missing (expected: why, in 1 to 200",
        "reason=%20                | reason: invalid (expected: why, in 1 to 200",
        "reason=a%0Ab              | reason: invalid (expected: why, in 1 to 200",
        "reason=x&for=25h | for: invalid (expected: a duration in ms, s, m or h from 1s to 24h)",
        "reason=x&for=999ms | for: invalid (expected: a duration in ms, s, m or h from 1s to 24h)",
        "reason=x&for=10 | for: invalid (expected: a duration in ms, s, m or h from 1s to 24h)",
        "reason=x&until=tomorrow   | until: unknown parameter (expected: reason, for)",
      })
  void drain_withoutAValidReasonAndTime_isRefused(String query, String message) throws Exception {
    RawResponse answer = post("/replicas/" + name(1) + "/drain?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).startsWith(message);
    assertThat(replica("pets", 1).getString("state")).isEqualTo("in");
  }

  @Test
  void drain_withAnotherMethodOrABody_isRefused() throws Exception {
    String path = "/replicas/" + name(1) + "/drain?reason=x";
    RawResponse answer = request("GET", path, "");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("POST");
    assertRefused(
        request("POST", path, "content-length: 1\r\n"),
        400,
        "a body is not accepted: reason and for are query parameters");
    assertThat(request("POST", "/replicas/" + name(1), "").status()).isEqualTo(404);
  }

  private static void assertRefused(RawResponse answer, int status, String message) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(message + "\n");
  }

  /** Sends enough requests to reach every replica that takes any. */
  private void askOften() {
    for (int i = 0; i < 30; i++) {
      ask("/pets");
    }
  }

  /** Sends a request on a new connection, so that both event loops get some. */
  private void ask(String path) {
    try (RawCaller caller = new RawCaller(gateway.port())) {
      assertThat(caller.get(path).read().status()).isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject replica(String upstream, int replica) {
    return new JsonObject(request("GET", "/replicas", "").body())
        .getJsonArray("upstreams").stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("upstream").equals(upstream))
            .flatMap(each -> each.getJsonArray("replicas").stream())
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("replica").equals(name(replica)))
            .findFirst()
            .orElseThrow();
  }

  private RawResponse post(String path) {
    return request("POST", path, "");
  }

  private RawResponse request(String method, String path, String headers) {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      caller.send(method + " " + path + " HTTP/1.1\r\nhost: localhost\r\n" + headers + "\r\n");
      return caller.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
