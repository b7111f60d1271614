package io.hedgerow.gateway.chaos;

import io.hedgerow.simulator.fault.Behaviours;
import io.hedgerow.simulator.fault.Fault;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.fault.SlowShare;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How the simulated replicas behave.
 *
 * @param slow the mix of latencies and faults, and the share of the requests that is slower
 * @param one what one replica has in addition
 * @param isOutage whether every request fails at once
 */
record Trouble(SlowShare slow, ReplicaTrouble one, boolean isOutage) {
  static final String LATENCY = "latency";
  static final String FAILURE_RATE = "failure-rate";
  static final String FAULTS = "faults";
  static final String SLOW_SHARE = "slow-share";
  static final String SLOW_FACTOR = "slow-factor";
  static final String REPLICA = "replica";
  static final String REPLICA_FACTOR = "replica-factor";
  static final String REPLICA_FAILURE_RATE = "replica-failure-rate";
  static final String OUTAGE = "outage";
  static final Set<String> PARAMETERS =
      Set.of(
          LATENCY,
          FAILURE_RATE,
          FAULTS,
          SLOW_SHARE,
          SLOW_FACTOR,
          REPLICA,
          REPLICA_FACTOR,
          REPLICA_FAILURE_RATE,
          OUTAGE);

  private static final int SLOW_FACTOR_DEFAULT = 10;
  private static final long LATENCY_MILLIS_MAX = 60_000;
  private static final FaultMix NOTHING_WORKS =
      new FaultMix(
          new Latency(1, 5), 1, List.of(new Fault.BadStatus(503), new Fault.ResetBeforeAnswer()));

  static Trouble of(FaultMix mix) {
    return new Trouble(new SlowShare(mix, 0, SLOW_FACTOR_DEFAULT), ReplicaTrouble.NONE, false);
  }

  /** Of this replica, counted from 1. */
  Behaviours behaviours(int replica) {
    if (isOutage) {
      return NOTHING_WORKS;
    }
    SlowShare own = replica == one.number() ? worse(slow, one.factor(), one.failureRate()) : slow;
    return own.share() == 0 ? own.mix() : own;
  }

  /** A copy with an outage. */
  Trouble inOutage() {
    return new Trouble(slow, one, true);
  }

  /** A copy in which one replica takes ten times as long. */
  Trouble withSlowReplica() {
    return new Trouble(
        slow, new ReplicaTrouble(one.number(), SLOW_FACTOR_DEFAULT, one.failureRate()), isOutage);
  }

  /** A copy with all latencies multiplied, and at least this failure rate if there are faults. */
  Trouble worse(int factor, double failureRate) {
    return new Trouble(worse(slow, factor, failureRate), one, isOutage);
  }

  private static SlowShare worse(SlowShare slow, int factor, double failureRate) {
    FaultMix mix = slow.mix();
    double rate = mix.faults().isEmpty() ? 0 : Math.max(mix.failureRate(), failureRate);
    FaultMix worse = new FaultMix(mix.latency().times(factor), rate, mix.faults());
    return new SlowShare(worse, slow.share(), slow.factor());
  }

  /**
   * A copy with these parameters set.
   *
   * @param replicas how many there are
   * @throws IllegalArgumentException naming the parameter and what was expected
   */
  Trouble with(Parameters parameters, int replicas) {
    FaultMix mix = slow.mix();
    String latency = parameters.text(LATENCY);
    List<String> faults = parameters.all(FAULTS);
    FaultMix nextMix =
        new FaultMix(
            latency == null ? mix.latency() : latency(latency),
            parameters.number(FAILURE_RATE, mix.failureRate()),
            faults.isEmpty() ? mix.faults() : faults.stream().map(Fault::parse).toList());
    return new Trouble(
        new SlowShare(
            nextMix,
            parameters.number(SLOW_SHARE, slow.share()),
            parameters.integer(SLOW_FACTOR, 1, SlowShare.FACTOR_MAX, slow.factor())),
        new ReplicaTrouble(
            parameters.integer(REPLICA, 1, replicas, one.number()),
            parameters.integer(REPLICA_FACTOR, 1, SlowShare.FACTOR_MAX, one.factor()),
            parameters.number(REPLICA_FAILURE_RATE, one.failureRate())),
        parameters.flag(OUTAGE, isOutage));
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
        "replica",
        one.json(),
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
}
