package io.hedgerow.gateway.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.SimulatorOptions;
import io.hedgerow.simulator.fault.FaultMix;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulator's behaviour after each change. Timers fire when the test says so. */
final class ChaosTest {
  private static final List<Simulator> SIMULATORS =
      List.of(
          Simulator.start(SimulatorOptions.defaults()),
          Simulator.start(SimulatorOptions.defaults()));
  private static final String AT_REST =
      """
      {"latencyMs":{"min":100,"max":600},"failureRate":0.1,"slow":{"share":0.0,"factor":10},
       "replica":{"number":1,"factor":1,"failureRate":0.0},"isOutage":false,"scenario":null,
       "spike":null,
       "faults":["status:500","status:503","body:<h1>It works!</h1>","truncate","reset-before",
                 "hang"]}
      """;

  private record Timer(long id, long millis, Handler<Long> task) {}

  private final List<Timer> timers = new ArrayList<>();
  private final Chaos chaos =
      new Chaos(
          SIMULATORS,
          FaultMix.DEFAULT,
          vertx(),
          new Api(() -> new Routes(Map.of(), List.of()), "127.0.0.1", () -> 1, false));

  @AfterAll
  static void close() {
    SIMULATORS.forEach(Simulator::close);
  }

  @Test
  void nothingChanged_isTheMixOfTheSimulator() {
    assertThat(state()).isEqualTo(new JsonObject(AT_REST));
    assertThat(chaos.json().getBoolean("isAvailable")).isTrue();
    assertThat(chaos.json().getJsonArray("scenarios")).hasSize(3);
  }

  @Test
  void change_ofSome_leavesTheOthers() {
    chaos.change(parameters("latency=5-10ms&slow-share=0.5"));
    chaos.change(parameters("failure-rate=0.25&faults=hang&faults=status:503&slow-factor=4"));
    chaos.change(parameters("replica=2&replica-factor=3"));
    chaos.change(parameters("replica-failure-rate=0.5"));

    assertThat(state())
        .isEqualTo(
            new JsonObject(
                """
                {"latencyMs":{"min":5,"max":10},"failureRate":0.25,"faults":["hang","status:503"],
                 "slow":{"share":0.5,"factor":4},
                 "replica":{"number":2,"factor":3,"failureRate":0.5},
                 "isOutage":false,"scenario":null,"spike":null}
                """));

    chaos.reset();
    assertThat(state()).isEqualTo(new JsonObject(AT_REST));
  }

  @Test
  void everyFaultKind_canBeSet() {
    for (Object kind : chaos.json().getJsonArray("faultKinds")) {
      chaos.change(MultiMap.caseInsensitiveMultiMap().add("faults", kind.toString()));
      assertThat(state().getJsonArray("faults")).containsExactly(kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latency=x | latency: x (expected: <min>-<max>ms or <time>ms from 0 to 3600000, such as"
            + " 100-600ms or 5ms)",
        "latency=60001ms | latency: 60001ms (expected: at most 60000ms)",
        "failure-rate=NaN | failure-rate: NaN (expected: a number, such as 0.1)",
        "failure-rate=1.1 | failure rate: 1.1 (expected: a number from 0 to 1)",
        "slow-share=-1 | slow-share: -1 (expected: a number, such as 0.1)",
        "slow-factor=0 | slow-factor: 0 (expected: a whole number from 1 to 100)",
        "slow-factor=1.5 | slow-factor: 1.5 (expected: a whole number from 1 to 100)",
        "replica=0 | replica: 0 (expected: a whole number from 1 to 2)",
        "replica=3 | replica: 3 (expected: a whole number from 1 to 2)",
        "replica-factor=101 | replica-factor: 101 (expected: a whole number from 1 to 100)",
        "replica-failure-rate=2 | replica failure rate: 2.0 (expected: a number from 0 to 1)",
        "outage=yes | outage: yes (expected: true or false)",
        "outage=true&outage=true | outage: given twice (expected: once)",
        "cat=1 | cat: unknown (expected: some of failure-rate, faults, latency, outage, replica,"
            + " replica-factor, replica-failure-rate, scenario, slow-factor, slow-share)",
        "scenario=cat | scenario: cat (expected: one of slow-replica, brown-out, outage)",
        "scenario=outage&outage=true | scenario: given with other parameters (expected: alone)"
      })
  void change_ofAnInvalidValue_saysSoAndChangesNothing(String parameters, String message) {
    chaos.change(parameters("latency=1ms"));
    JsonObject before = state();

    assertThatThrownBy(() -> chaos.change(parameters(parameters + "&latency=2ms")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chaos.change(parameters(parameters))).hasMessage(message);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void outageScenario_goesThroughItsStepsAndEnds() {
    chaos.change(parameters("scenario=outage"));
    assertThat(state().getBoolean("isOutage")).isTrue();
    assertThat(state().getJsonObject("scenario"))
        .isEqualTo(new JsonObject("{\"name\":\"outage\",\"secondsLeft\":20}"));

    assertThat(fire()).isEqualTo(10_000);
    assertThat(state().getBoolean("isOutage")).isFalse();
    assertThat(state().getJsonObject("latencyMs"))
        .isEqualTo(new JsonObject("{\"min\":300,\"max\":1800}"));

    assertThat(fire()).isEqualTo(10_000);
    assertThat(state()).isEqualTo(new JsonObject(AT_REST));
    assertThat(timers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"slow-replica", "brown-out", "outage"})
  void scenario_ended_leavesWhatWasSetByHand(String name) {
    chaos.change(parameters("latency=20ms"));
    JsonObject before = state();
    chaos.change(parameters("scenario=" + name));
    assertThat(state().put("scenario", null)).isNotEqualTo(before);

    while (!timers.isEmpty()) {
      fire();
    }

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void changeByHand_endsTheScenario() {
    chaos.change(parameters("scenario=slow-replica"));
    assertThat(state().getJsonObject("replica").getInteger("factor")).isEqualTo(10);

    chaos.change(parameters("latency=20ms"));

    assertThat(state().getValue("scenario")).isNull();
    assertThat(state().getJsonObject("replica").getInteger("factor")).isEqualTo(1);
    assertThat(timers).isEmpty();
  }

  @Test
  void anotherScenario_replacesTheFirst() {
    chaos.change(parameters("scenario=outage"));
    chaos.change(parameters("scenario=brown-out"));

    assertThat(timers).hasSize(1);
    assertThat(state().getBoolean("isOutage")).isFalse();
    chaos.reset();
    assertThat(timers).isEmpty();
    assertThat(state()).isEqualTo(new JsonObject(AT_REST));
  }

  @Test
  void notAvailable_hasTheSameMembers() {
    assertThat(Chaos.notAvailable().fieldNames()).isEqualTo(chaos.json().fieldNames());
  }

  private JsonObject state() {
    JsonObject json = chaos.json();
    List.of("isAvailable", "reason", "replicas", "spikeRoutes", "faultKinds", "scenarios")
        .forEach(json::remove);
    return json;
  }

  /** Fires the pending timer and returns its delay. */
  private long fire() {
    Timer timer = timers.removeFirst();
    timer.task().handle(timer.id());
    return timer.millis();
  }

  private static MultiMap parameters(String query) {
    MultiMap parameters = MultiMap.caseInsensitiveMultiMap();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      parameters.add(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return parameters;
  }

  @SuppressWarnings("unchecked")
  private Vertx vertx() {
    return (Vertx)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Vertx.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "setTimer" -> {
                    long id = timers.size() + 1L;
                    timers.add(new Timer(id, (long) arguments[0], (Handler<Long>) arguments[1]));
                    yield id;
                  }
                  case "cancelTimer" -> timers.removeIf(timer -> timer.id() == (long) arguments[0]);
                  default -> throw new AssertionError(method);
                });
  }
}
