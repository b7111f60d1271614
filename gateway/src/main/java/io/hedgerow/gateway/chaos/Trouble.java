package io.hedgerow.gateway.chaos;

import io.hedgerow.simulator.fault.Behaviours;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.fault.SlowShare;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the simulator behaves.
 *
 * @param slow the mix of latencies and faults, and the share of the requests that is slower
 * @param isOutage whether every request fails at once
 */
record Trouble(SlowShare slow, boolean isOutage) {
  static final String LATENCY = "latency";
  static final String FAILURE_RATE = "failure-rate";
  static final String FAULTS = "faults";
  static final String SLOW_SHARE = "slow-share";
  static final String SLOW_FACTOR = "slow-factor";
  static final String OUTAGE = "outage";
  static final Set<String> PARAMETERS =
      Set.of(LATENCY, FAILURE_RATE, FAULTS, SLOW_SHARE, SLOW_FACTOR, OUTAGE);

  private static final int SLOW_FACTOR_DEFAULT = 10;
  private static final long LATENCY_MILLIS_MAX = 60_000;
  private static final FaultMix NOTHING_WORKS =
      new FaultMix(
          new Latency(1, 5), 1, List.of(new Fault.BadStatus(503), new Fault.ResetBeforeAnswer()));

  static Trouble of(FaultMix mix) {
    return new Trouble(new SlowShare(mix, 0, SLOW_FACTOR_DEFAULT), false);
  }

  Behaviours behaviours() {
    if (isOutage) {
      return NOTHING_WORKS;
    }
    return slow.share() == 0 ? slow.mix() : slow;
  }

  /** A copy with an outage. */
  Trouble inOutage() {
    return new Trouble(slow, true);
  }

  /** A copy in which this share of the requests takes ten times as long. */
  Trouble withSlowShare(double share) {
    return new Trouble(new SlowShare(slow.mix(), share, SLOW_FACTOR_DEFAULT), isOutage);
  }

  /** A copy with all latencies multiplied, and at least this failure rate if there are faults. */
  Trouble worse(int factor, double failureRate) {
    FaultMix mix = slow.mix();
    double rate = mix.faults().isEmpty() ? 0 : Math.max(mix.failureRate(), failureRate);
    FaultMix worse = new FaultMix(mix.latency().times(factor), rate, mix.faults());
    return new Trouble(new SlowShare(worse, slow.share(), slow.factor()), isOutage);
  }

  /**
   * A copy with these parameters set.
   *
   * @throws IllegalArgumentException naming the parameter and what was expected
   */
  Trouble with(MultiMap parameters) {
    FaultMix mix = slow.mix();
    String latency = one(parameters, LATENCY);
    List<String> faults = parameters.getAll(FAULTS);
    FaultMix nextMix =
        new FaultMix(
            latency == null ? mix.latency() : latency(latency),
            number(parameters, FAILURE_RATE, mix.failureRate()),
            faults.isEmpty() ? mix.faults() : faults.stream().map(Fault::parse).toList());
    return new Trouble(
        new SlowShare(
            nextMix,
            number(parameters, SLOW_SHARE, slow.share()),
            (int) number(parameters, SLOW_FACTOR, slow.factor())),
        flag(parameters, OUTAGE, isOutage));
  }

  /** The members that the console shows. */
  Map<String, Object> json() {
    FaultMix mix = slow.mix();
    Latency latency = mix.latency();
    return Map.of(
        "latencyMs",
        new JsonObject().put("min", latency.minMillis()).put("max", latency.maxMillis()),
        "failureRate",
        mix.failureRate(),
        "faults",
        new JsonArray(mix.faults().stream().map(Fault::toString).toList()),
        "slow",
        new JsonObject().put("share", slow.share()).put("factor", slow.factor()),
        "isOutage",
        isOutage);
  }

  private static Latency latency(String text) {
    Latency latency = Latency.parse(text);
    if (latency.maxMillis() > LATENCY_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "latency: %s (expected: at most %dms)".formatted(text, LATENCY_MILLIS_MAX));
    }
    return latency;
  }

  private static double number(MultiMap parameters, String name, double otherwise) {
    String text = one(parameters, name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
      throw new IllegalArgumentException(name + ": " + text + " (expected: a number, such as 0.1)");
    }
    return Double.parseDouble(text);
  }

  private static boolean flag(MultiMap parameters, String name, boolean otherwise) {
    String text = one(parameters, name);
    return switch (text) {
      case null -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(name + ": " + text + " (expected: true or false)");
    };
  }

  private static @Nullable String one(MultiMap parameters, String name) {
    List<String> values = parameters.getAll(name);
    if (values.size() > 1) {
      throw new IllegalArgumentException(name + ": given twice (expected: once)");
    }
    return values.isEmpty() ? null : values.getFirst();
  }
}
