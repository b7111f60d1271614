package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.wire.SelfSignedCertificate;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trouble for the embedded simulators and spikes of load, over HTTP. */
final class ConsoleChaosTest {
  private static final Gateway GATEWAY = RunningGateway.startGateway("embedded");

  @AfterEach
  void reset() throws IOException {
    assertThat(post(GATEWAY, "/console/chaos/reset", "").status()).isEqualTo(200);
  }

  @AfterAll
  static void close() {
    GATEWAY.close();
  }

  @Test
  void outage_failsRequests_untilItIsReset() throws Exception {
    RawResponse outage = post(GATEWAY, "/console/chaos?outage=true", "");
    assertThat(new JsonObject(outage.body()).getBoolean("isOutage")).isTrue();
    assertThat(api("/api/first?timeout=5000")).isEqualTo(503);

    post(GATEWAY, "/console/chaos?outage=false&latency=1ms&failure-rate=0", "");
    assertThat(api("/api/all?timeout=5000")).isEqualTo(200);
    JsonObject state = new JsonObject(get(GATEWAY, "/console/chaos").body());
    assertThat(state.getDouble("failureRate")).isZero();
    assertThat(state.getBoolean("isAvailable")).isTrue();
  }

  @Test
  void slowReplica_isEjected_andTheOthersAreNot() throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("embedded")) {
      post(gateway, "/console/chaos?latency=20ms&failure-rate=0", "");
      assertThat(replicas(gateway).map(replica -> replica.getString("state")))
          .containsExactly("in", "in", "in");

      post(gateway, "/console/chaos?replica=2&replica-factor=100", "");
      post(gateway, "/console/chaos/spike?rate=100&seconds=60", "");

      assertEventually(
          () -> replicas(gateway).map(replica -> replica.getString("state")).toList(),
          List.of("in", "ejected", "in"));
      assertThat(replicas(gateway).map(replica -> replica.getString("reason")))
          .element(1)
          .asString()
          .startsWith("slower than its peers: ");
    }
  }

  @Test
  void failingReplica_isEjected() throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("embedded")) {
      post(gateway, "/console/chaos?latency=20ms&failure-rate=0&faults=status:500", "");
      post(gateway, "/console/chaos?replica=3&replica-failure-rate=1", "");
      // A single attempt avoids a replica that fails, so its failures in a row would take longer.
      post(gateway, "/console/chaos/spike?route=all&rate=100&seconds=60", "");

      assertEventually(
          () -> replicas(gateway).map(replica -> replica.getString("state")).toList(),
          List.of("in", "in", "ejected"));
      assertThat(replicas(gateway).map(replica -> replica.getString("reason")))
          .element(2)
          .asString()
          .startsWith("5 failures in a row");
    }
  }

  @Test
  void replicas_areAsManyAsConfigured() throws Exception {
    try (Gateway one = RunningGateway.startGateway("embedded", "embedded.replicas=1")) {
      assertThat(state(one).getJsonArray("replicas")).hasSize(1);
      assertThat(post(one, "/console/chaos?replica=2", "").status()).isEqualTo(400);
      try (RawCaller caller = new RawCaller(one.port())) {
        assertThat(caller.get("/api/first?timeout=5000").read().header("server-timing"))
            .isNotNull()
            .doesNotContain("replica=");
      }
    }
  }

  @Test
  void spike_countsAsRequests_untilItIsReset() throws Exception {
    post(GATEWAY, "/console/chaos?latency=1ms&failure-rate=0", "");
    RawResponse started = post(GATEWAY, "/console/chaos/spike?route=all&rate=100&seconds=60", "");
    assertThat(new JsonObject(started.body()).getJsonObject("spike").getString("route"))
        .isEqualTo("all");
    assertEventually(() -> spike().getInteger("succeeded") >= 10, true);
    assertThat(spike().getInteger("failed")).isZero();
    assertThat(get(GATEWAY, "/console/races?route=all").body()).contains("\"path\":\"/api/all\"");

    post(GATEWAY, "/console/chaos/reset", "");

    assertThat(state().getValue("spike")).isNull();
    assertEventually(() -> GATEWAY.load().isAtRest(), true);
  }

  @Test
  void spike_onApiWithTls_isAnswered(@TempDir Path folder) throws Exception {
    SelfSignedCertificate identity = SelfSignedCertificate.create();
    Path certificate = Files.writeString(folder.resolve("c.pem"), identity.certificatePem());
    Path key = Files.writeString(folder.resolve("k.pem"), identity.keyPem());
    try (Gateway secure =
        RunningGateway.startGateway(
            "embedded", "host=::", "tls.certificate=" + certificate, "tls.key=" + key)) {
      post(secure, "/console/chaos?latency=1ms&failure-rate=0", "");
      post(secure, "/console/chaos/spike?rate=20&seconds=60", "");

      assertEventually(
          () -> state(secure).getJsonObject("spike").getInteger("succeeded") >= 3, true);
    }
  }

  @Test
  void spike_endsWhenItsRouteAsksARealUpstream(@TempDir Path folder) throws Exception {
    try (Simulator real = Simulator.start(SimulatorOptions.defaults())) {
      Path file = Files.writeString(folder.resolve("r.yaml"), "routes: {cat: {path: /cat}}\n");
      try (Gateway reloaded = RunningGateway.startGateway("embedded", "routes=" + file)) {
        post(reloaded, "/console/chaos/spike?route=cat&rate=200&seconds=60", "");
        assertEventually(() -> reloaded.simulators().getFirst().counts().asked() > 3, true);
        Files.writeString(
            file,
            """
            upstreams: {real: {url: "%s"}}
            routes: {cat: {path: /cat, upstream: real}}
            """
                .formatted(real.url()));

        assertThat(post(reloaded, "/routes/reload", "").status()).isEqualTo(200);

        assertThat(state(reloaded).getValue("spike")).isNull();
        assertThat(post(reloaded, "/console/chaos/spike?route=cat", "").status()).isEqualTo(400);
      }
      assertThat(real.counts().asked()).isZero();
    }
  }

  @Test
  void change_ofAnInvalidValue_is400() throws Exception {
    RawResponse answer = post(GATEWAY, "/console/chaos?outage=yes", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("outage: yes (expected: true or false)\n");
  }

  @Test
  void change_withABodyOrAnotherMethod_isRefused() throws Exception {
    assertThat(post(GATEWAY, "/console/chaos?outage=true", "content-length: 1\r\n").status())
        .isEqualTo(400);
    assertThat(get(GATEWAY, "/console/chaos/reset").status()).isEqualTo(405);
    assertThat(get(GATEWAY, "/console/chaos/spike").status()).isEqualTo(405);
    assertThat(get(GATEWAY, "/console/chaos?outage=true").status()).isEqualTo(200);
    assertThat(state().getBoolean("isOutage")).isFalse();
  }

  @Test
  void realUpstream_isNotAffected() throws Exception {
    try (Gateway real = RunningGateway.startGateway("http://127.0.0.1:1/work")) {
      RawResponse answer = post(real, "/console/chaos?outage=true", "");
      assertThat(answer.status()).isEqualTo(409);
      assertThat(post(real, "/console/chaos/reset", "").status()).isEqualTo(409);
      assertThat(post(real, "/console/chaos/spike", "").status()).isEqualTo(409);
      JsonObject state = new JsonObject(get(real, "/console/chaos").body());
      assertThat(state.getBoolean("isAvailable")).isFalse();
      assertThat(state.getString("reason"))
          .isEqualTo("The upstream is not the simulator of this process.");
      JsonObject routes = new JsonObject(get(real, "/console/routes").body());
      assertThat(routes.getJsonArray("upstreams").getJsonObject(0).getBoolean("isSimulator"))
          .isFalse();
    }
  }

  @Test
  void routes_areWhatIsInForce() throws Exception {
    JsonObject json = new JsonObject(get(GATEWAY, "/console/routes").body());

    assertThat(json.getString("api")).isEqualTo("http://localhost:" + GATEWAY.port());
    assertThat(json.getBoolean("isWritable")).isTrue();
    assertThat(json.getValue("file")).isNull();
    assertThat(json.getValue("refused")).isNull();
    assertThat(json.getJsonArray("routes").getJsonObject(3))
        .isEqualTo(
            new JsonObject(
                """
                {"name":"smart","paths":["/api/smart","/api/smart/"],"methods":["GET","HEAD"],
                 "upstream":"default",
                 "plan":{"initial":1,"hedges":2,"hedgeDelayMs":300.0,"ending":"first-success",
                         "isShadow":false},
                 "timeout":{"source":"query","name":"timeout","defaultMs":null,"maxMs":60000},
                 "isCoalescing":false,"budget":null}
                """));
    JsonObject upstream = json.getJsonArray("upstreams").getJsonObject(0);
    assertThat(upstream.getString("name")).isEqualTo("default");
    assertThat(upstream.getString("url")).startsWith("http://127.0.0.1:").endsWith("/api/work");
    assertThat(upstream.getBoolean("isSimulator")).isTrue();
  }

  @Test
  void routes_showNoSecretOfAnUpstream() throws Exception {
    try (Gateway gateway = RunningGateway.startGateway("http://127.0.0.1:1/work?key=secret")) {
      assertThat(get(gateway, "/console/routes").body())
          .contains("127.0.0.1:1/work")
          .doesNotContain("secret");
    }
  }

  private static JsonObject state() {
    return state(GATEWAY);
  }

  private static JsonObject state(Gateway gateway) {
    return json(gateway, "/console/chaos");
  }

  private static JsonObject spike() {
    return state().getJsonObject("spike");
  }

  private static Stream<JsonObject> replicas(Gateway gateway) {
    return json(gateway, "/replicas")
        .getJsonArray("upstreams")
        .getJsonObject(0)
        .getJsonArray("replicas")
        .stream()
        .map(JsonObject.class::cast);
  }

  private static JsonObject json(Gateway gateway, String target) {
    try {
      return new JsonObject(get(gateway, target).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int api(String target) throws IOException {
    try (RawCaller caller = new RawCaller(GATEWAY.port())) {
      return caller.get(target).read().status();
    }
  }

  private static RawResponse get(Gateway gateway, String target) throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return caller.get(target).read();
    }
  }

  private static RawResponse post(Gateway gateway, String target, String headers)
      throws IOException {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return caller
          .send("POST " + target + " HTTP/1.1\r\nhost: 127.0.0.1\r\n" + headers + "\r\n")
          .read();
    }
  }
}
