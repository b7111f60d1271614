package io.hedgerow.gateway.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RunningGateway;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Trouble for the embedded simulator, over HTTP. */
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
    assertThat(get(GATEWAY, "/console/chaos?outage=true").status()).isEqualTo(200);
    assertThat(state().getBoolean("isOutage")).isFalse();
  }

  @Test
  void realUpstream_isNotAffected() throws Exception {
    try (Gateway real = RunningGateway.startGateway("http://127.0.0.1:1/work")) {
      RawResponse answer = post(real, "/console/chaos?outage=true", "");
      assertThat(answer.status()).isEqualTo(409);
      assertThat(post(real, "/console/chaos/reset", "").status()).isEqualTo(409);
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

  private static JsonObject state() throws IOException {
    return new JsonObject(get(GATEWAY, "/console/chaos").body());
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
