package io.hedgerow.gateway.chaos;

import io.hedgerow.simulator.Simulator;
import io.hedgerow.simulator.fault.FaultMix;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the embedded simulators slow or faulty, by hand or by a {@link Scenario}, and restores
 * them. A change applies to every request that arrives after it. Also sends a spike of load to the
 * API.
 *
 * <p>Belongs to one event loop, on which its timer runs, except for {@link #endSpike()}.
 */
public final class Chaos {
  private static final String SCENARIO = "scenario";
  private static final Set<String> PARAMETERS =
      Stream.concat(Trouble.PARAMETERS.stream(), Stream.of(SCENARIO))
          .collect(Collectors.toUnmodifiableSet());

  /** The faults that the console offers, in their text form. */
  private static final List<String> FAULT_KINDS =
      List.of(
          "status:500",
          "status:503",
          "body:<h1>It works!</h1>",
          "truncate",
          "stall",
          "reset-before",
          "reset-inside",
          "close-before",
          "hang",
          "oversized:70000",
          "garbage");

  /** A scenario that runs. */
  private record Running(Scenario scenario, long endNanos) {}

  private final List<Simulator> simulators;
  private final Vertx vertx;
  private final Spikes spikes;
  private final Trouble start;
  // As set by hand; a scenario overrides it for a while.
  private Trouble trouble;
  private Trouble inForce;
  private @Nullable Running running;
  private long timer;

  /**
   * Leaves the simulators as they are.
   *
   * @param simulators one for each replica
   * @param mix how they behave now, and after a {@link #reset}
   * @param api where a spike of load is sent
   */
  public Chaos(List<Simulator> simulators, FaultMix mix, Vertx vertx, Api api) {
    this.simulators = List.copyOf(simulators);
    this.vertx = vertx;
    this.spikes = new Spikes(api);
    this.start = Trouble.of(mix);
    this.trouble = start;
    this.inForce = start;
  }

  /**
   * Sets the given parameters, or starts a scenario. Ends a running scenario.
   *
   * @throws IllegalArgumentException naming the parameter and what was expected; then nothing is
   *     changed
   */
  public void change(MultiMap values) {
    Parameters parameters = new Parameters(values);
    parameters.requireOnly(PARAMETERS);
    String scenario = parameters.text(SCENARIO);
    if (scenario != null) {
      if (values.size() > 1) {
        throw new IllegalArgumentException(
            "scenario: given with other parameters (expected: alone)");
      }
      start(named(scenario));
    } else {
      Trouble next = trouble.with(parameters, simulators.size());
      endScenario();
      trouble = next;
      putInForce(next);
    }
  }

  /**
   * Sends a spike of load. A spike that runs ends; changes of the behaviour do not end one.
   *
   * @throws IllegalArgumentException naming the parameter and what was expected; then nothing is
   *     changed
   */
  public void startSpike(MultiMap values) {
    spikes.start(new Parameters(values));
  }

  /**
   * Ends a spike that runs. Any thread may call it.
   *
   * @return completes when its connections are closed
   */
  public Future<Void> endSpike() {
    return spikes.end();
  }

  /** Restores the behaviour of the start, and ends a spike that runs. */
  public void reset() {
    spikes.end();
    endScenario();
    trouble = start;
    putInForce(start);
  }

  private void start(Scenario scenario) {
    endScenario();
    running =
        new Running(scenario, System.nanoTime() + TimeUnit.SECONDS.toNanos(scenario.seconds()));
    step(scenario, 0);
  }

  private void step(Scenario scenario, int number) {
    if (number == scenario.steps().size()) {
      running = null;
      putInForce(trouble);
      return;
    }
    Scenario.Step step = scenario.steps().get(number);
    putInForce(step.change().apply(trouble));
    timer =
        vertx.setTimer(TimeUnit.SECONDS.toMillis(step.seconds()), _ -> step(scenario, number + 1));
  }

  private void endScenario() {
    if (running != null) {
      vertx.cancelTimer(timer);
      running = null;
    }
  }

  private void putInForce(Trouble next) {
    inForce = next;
    for (int i = 0; i < simulators.size(); i++) {
      simulators.get(i).always(next.behaviours(i + 1));
    }
  }

  /** The current behaviour, and what can be changed, as JSON. */
  public JsonObject json() {
    JsonObject json = new JsonObject().put("isAvailable", true).put("reason", null);
    inForce.json().forEach(json::put);
    Running now = running;
    return json.put("scenario", now == null ? null : json(now))
        .put("spike", spikes.json())
        .put("replicas", new JsonArray(simulators.stream().map(Chaos::name).toList()))
        .put("spikeRoutes", spikes.routesJson())
        .put("faultKinds", new JsonArray(FAULT_KINDS))
        .put("scenarios", new JsonArray(Scenario.ALL.stream().map(Chaos::json).toList()));
  }

  /** The JSON for a process whose upstream is not its own simulator. */
  public static JsonObject notAvailable() {
    return new JsonObject()
        .put("isAvailable", false)
        .put("reason", "The upstream is not the simulator of this process.")
        .put("latencyMs", null)
        .put("failureRate", null)
        .put("faults", new JsonArray())
        .put("slow", null)
        .put("replica", null)
        .put("isOutage", null)
        .put("scenario", null)
        .put("spike", null)
        .put("replicas", new JsonArray())
        .put("spikeRoutes", new JsonArray())
        .put("faultKinds", new JsonArray())
        .put("scenarios", new JsonArray());
  }

  private static String name(Simulator simulator) {
    return simulator.host() + ":" + simulator.port();
  }

  private static JsonObject json(Running running) {
    long leftNanos = Math.max(0, running.endNanos() - System.nanoTime());
    return new JsonObject()
        .put("name", running.scenario().name())
        .put("secondsLeft", Math.ceilDiv(leftNanos, TimeUnit.SECONDS.toNanos(1)));
  }

  private static JsonObject json(Scenario scenario) {
    return new JsonObject()
        .put("name", scenario.name())
        .put("title", scenario.title())
        .put("seconds", scenario.seconds());
  }

  private static Scenario named(String name) {
    return Scenario.ALL.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "scenario: %s (expected: one of %s)"
                        .formatted(
                            name,
                            Scenario.ALL.stream()
                                .map(Scenario::name)
                                .collect(Collectors.joining(", ")))));
  }
}
