package io.hedgerow.gateway.management;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RunningGateway;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.Behaviour;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.fault.SlowShare;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of advice, for a simulated upstream that has the problem, and no advice for one that
 * has none.
 */
final class AdviceTest {
  private final Simulator simulator = Simulator.start(SimulatorOptions.defaults());
  @TempDir private Path folder;

  @BeforeEach
  void answerAtOnce() {
    simulator.always(Behaviour.parse("ok@2ms"));
  }

  @AfterEach
  void close() {
    simulator.close();
  }

  @Test
  void hedgeDelay_ofASecondForAFastUpstream_neverFires() throws Exception {
    try (Gateway gateway = start("smart.hedge-delay=1s")) {
      ask(gateway, "/api/smart?timeout=5000", 110);
      assertAdvice(gateway, "hedge-never-fires");
    }
  }

  @Test
  void budget_thatIsUsedUp_refuses() throws Exception {
    try (Gateway gateway = start("smart.hedge-delay=1ms", "hedge.budget=0.01", "hedge.burst=1")) {
      simulator.always(Behaviour.parse("ok@20ms"));
      ask(gateway, "/api/smart?timeout=5000", 60);
      assertAdvice(gateway, "budget-refuses");
    }
  }

  @Test
  void upstream_thatIsSlowAsAWhole_makesAttemptsDependent() throws Exception {
    try (Gateway gateway = start("smart.hedge-delay=20ms")) {
      ask(gateway, "/api/smart?timeout=5000", 55);
      simulator.always(Behaviour.parse("ok@60ms"));
      ask(gateway, "/api/smart?timeout=5000", 55);
      assertAdvice(gateway, "attempts-dependent");
    }
  }

  @Test
  void callers_thatWaitTooShort_areBelowTheMedian() throws Exception {
    try (Gateway gateway = start()) {
      simulator.always(Behaviour.parse("ok@1000ms"));
      ask(gateway, "/api/smart?timeout=40", 105);
      assertAdvice(gateway, "timeouts-below-median");
    }
  }

  @Test
  void upstream_thatAllowsNoReset_makesLosersDrain() throws Exception {
    try (Gateway gateway = start("upstream.protocol=http2", "upstream.resets-max=0")) {
      simulator.always(new FaultMix(new Latency(2, 60), 0, List.of()));
      ask(gateway, "/api/first?timeout=5000", 110);
      assertAdvice(gateway, "losers-drain");
    }
  }

  @Test
  void replicas_thatAreOneServer_haveTheSameAddress() throws Exception {
    Path routes =
        Files.writeString(
            folder.resolve("routes.yaml"),
            """
            upstreams:
              cat: {replicas: ["http://127.0.0.1:%1$d/api/work", "http://localhost:%1$d/api/work"]}
            routes:
              cat: {path: /cat, upstream: cat}
            """
                .formatted(simulator.port()));
    try (Gateway gateway = start("routes=" + routes)) {
      assertAdvice(gateway, "replicas-same-address");
    }
  }

  /** A third of the attempts is slow, independently of each other, at two servers. */
  @Test
  void upstream_thatHedgesSuit_getsNoAdvice() throws Exception {
    try (Simulator other = Simulator.start(SimulatorOptions.defaults())) {
      Path routes =
          Files.writeString(
              folder.resolve("routes.yaml"),
              """
              upstreams:
                cat: {replicas: ["http://127.0.0.1:%d/api/work", "http://127.0.0.1:%d/api/work"]}
              routes:
                cat:
                  path: /cat
                  upstream: cat
                  plan: {attempts: 1, hedges: 1, hedge-delay: 20ms}
                  deadline: {query: timeout, max: 5s}
              """
                  .formatted(simulator.port(), other.port()));
      for (Simulator each : List.of(simulator, other)) {
        each.always(new SlowShare(mix(2), 1 / 3.0, 50));
      }
      try (Gateway gateway = start("routes=" + routes)) {
        ask(gateway, "/cat?timeout=5000", 200);
        assertThat(advice(gateway)).isEmpty();
        assertThat(hedgesWon(gateway)).isGreaterThan(20);
      }
    }
  }

  private static FaultMix mix(long millis) {
    return new FaultMix(new Latency(millis, millis), 0, List.of());
  }

  private Gateway start(String... settings) {
    return RunningGateway.startGateway(simulator.url(), settings);
  }

  private static void ask(Gateway gateway, String target, int count) throws IOException {
    long before = requests(gateway);
    try (RawCaller caller = new RawCaller(gateway.port())) {
      for (int i = 0; i < count; i++) {
        caller.get(target).read();
      }
    }
    // On a busy machine a few requests may time out before their first attempt.
    assertEventually(() -> requests(gateway) - before >= count - 5, true);
  }

  private static void assertAdvice(Gateway gateway, String kind) {
    assertEventually(() -> advice(gateway), List.of(kind));
  }

  private static List<String> advice(Gateway gateway) {
    return get(gateway, "/console/advice").getJsonArray("advice").stream()
        .map(advice -> ((JsonObject) advice).getString("kind"))
        .toList();
  }

  private static long requests(Gateway gateway) {
    return get(gateway, "/console/distribution").getJsonObject("requests").getLong("count");
  }

  private static long hedgesWon(Gateway gateway) {
    return get(gateway, "/console/races").getJsonArray("classes").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("class").equals("hedge-won"))
        .mapToLong(each -> each.getLong("count"))
        .sum();
  }

  private static JsonObject get(Gateway gateway, String target) {
    try (RawCaller caller = new RawCaller(gateway.managementPort())) {
      return new JsonObject(caller.get(target).read().body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
