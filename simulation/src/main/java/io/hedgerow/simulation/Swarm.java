package io.hedgerow.simulation;

import io.hedgerow.core.race.Plan;
import io.hedgerow.simulator.fault.Fault;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The options of one world. Each seed draws its own mix, so that together the seeds reach
 * combinations that no fixed set of options covers ("Swarm Testing", Groce and others, ISSTA 2012).
 *
 * @param originNanos start of the clock, often shortly before a long wraps around
 * @param quantumNanos granularity of attempts and hang-ups; a coarse one causes ties
 * @param requests number of requests, without those at the end that must succeed
 * @param law latency of attempts
 * @param failureRate share of attempts that fail
 * @param faults how they fail
 * @param refusalRate share of attempts that fail inside their launch, as if no connection was free
 * @param hangUpRate share of callers that hang up
 * @param crossingRate share of cancelled attempts that report anyway, and of dropped timers that
 *     fire anyway
 * @param stallRate probability that the loop stalls before a task
 * @param stallMaxNanos the longest stall
 * @param withholdingRate probability that not all hedges of a race are permitted
 * @param finalRate share of final answers among attempts that do not fail
 * @param shadowRate share of plans in shadow
 * @param crowd number of additional callers, who may share races; 0 if nobody shares
 * @param keys number of different requests in the crowd
 * @param followUpRate how often a caller of the crowd asks again while it is being answered
 */
record Swarm(
    long originNanos,
    long quantumNanos,
    int requests,
    LatencyLaw law,
    double failureRate,
    List<Fault> faults,
    double refusalRate,
    double hangUpRate,
    double crossingRate,
    double stallRate,
    long stallMaxNanos,
    double withholdingRate,
    double finalRate,
    double shadowRate,
    int crowd,
    int keys,
    double followUpRate) {

  /** Nothing goes wrong: attempts take 1 to 10 ms and succeed. */
  static final Swarm CALM =
      new Swarm(
          0, 1, 0, new LatencyLaw.Uniform(1, 10), 0, List.of(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double[] RATES = {0, 0, 0.1, 0.5, 0.9, 1};

  private static final List<Fault> ALL_FAULTS =
      List.of(
          new Fault.BadStatus(503),
          new Fault.BadBody("?"),
          new Fault.Truncated(),
          new Fault.StallMidBody(),
          new Fault.ResetBeforeAnswer(),
          new Fault.ResetInsideAnswer(),
          new Fault.CloseBeforeAnswer(),
          new Fault.Hang(),
          new Fault.Oversized(70_000),
          new Fault.Garbage());

  /** Draws the options of a world. */
  static Swarm draw(Sources sources) {
    RandomGenerator random = sources.events();
    RandomGenerator crowds = sources.crowds();
    boolean isCrowded = crowds.nextInt(4) == 0;
    return new Swarm(
        drawOrigin(random),
        pick(random, 1, MILLI / 1000, MILLI, 50 * MILLI),
        1 + random.nextInt(4),
        drawLaw(random),
        pick(random, RATES),
        drawFaults(random),
        pick(random, 0, 0, 0, 0.3),
        pick(random, 0, 0, 0.2, 1),
        pick(random, RATES),
        pick(random, 0, 0, 0.02, 0.3),
        pick(random, MILLI, 20 * MILLI, 500 * MILLI),
        pick(sources.permits(), 0, 0, 0.3, 1),
        pick(sources.finals(), 0, 0, 0.3, 1),
        pick(sources.shadows(), 0, 0, 0.3, 1),
        isCrowded ? crowds.nextInt(13) : 0,
        1 + crowds.nextInt(3),
        isCrowded ? pick(crowds, 0, 0, 0.3) : 0);
  }

  /** Draws an endpoint's plan or any other with up to three attempts, possibly in shadow. */
  Plan drawPlan(RandomGenerator random, RandomGenerator shadows) {
    Plan plan = drawPlan(random);
    return shadows.nextDouble() < shadowRate ? plan.inShadow() : plan;
  }

  private Plan drawPlan(RandomGenerator random) {
    long hedgeDelayNanos =
        random.nextBoolean() ? 300 * MILLI : quantize(random.nextLong(1000 * MILLI));
    return switch (random.nextInt(6)) {
      case 0 -> Plan.all();
      case 1 -> Plan.first();
      case 2 -> Plan.withinTimeout();
      case 3, 4 -> Plan.smart(hedgeDelayNanos);
      default -> {
        int initial = 1 + random.nextInt(3);
        int hedges = random.nextInt(4 - initial);
        Plan.Ending[] endings = Plan.Ending.values();
        yield new Plan(initial, hedges, hedgeDelayNanos, endings[random.nextInt(endings.length)]);
      }
    };
  }

  /**
   * Draws a timeout from 1 to 60,000 ms, in nanoseconds; short and long ones are equally likely.
   */
  long drawTimeoutNanos(RandomGenerator random) {
    long maxMillis = pick(random, 1, 20, 1000, 60_000);
    return (1 + random.nextLong(maxMillis)) * MILLI;
  }

  long drawLatencyNanos(RandomGenerator random) {
    return quantize((long) Math.min(1e12, law.drawMillis(random) * MILLI));
  }

  /** Draws how an attempt fails, if it does. */
  Fault drawFault(RandomGenerator random) {
    return random.nextDouble() < failureRate
        ? faults.get(random.nextInt(faults.size()))
        : new Fault.None();
  }

  long quantize(long nanos) {
    return nanos / quantumNanos * quantumNanos;
  }

  private static long drawOrigin(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong();
      case 2 -> Long.MAX_VALUE - random.nextLong(2000 * MILLI);
      default -> -random.nextLong(2000 * MILLI);
    };
  }

  private static LatencyLaw drawLaw(RandomGenerator random) {
    double scale = pick(random, 1.0, 50, 300, 1000);
    return switch (random.nextInt(4)) {
      case 0 -> new LatencyLaw.Uniform(0.3 * scale, 2 * scale);
      case 1 -> new LatencyLaw.Lognormal(scale, 0.4 * scale);
      case 2 -> new LatencyLaw.Pareto(scale, 1.1);
      default -> new LatencyLaw.Bimodal(new LatencyLaw.Uniform(0, scale), 0.1, 10);
    };
  }

  private static List<Fault> drawFaults(RandomGenerator random) {
    int first = random.nextInt(ALL_FAULTS.size());
    int last = first + random.nextInt(ALL_FAULTS.size() - first);
    return ALL_FAULTS.subList(first, last + 1);
  }

  private static long pick(RandomGenerator random, long... values) {
    return values[random.nextInt(values.length)];
  }

  private static double pick(RandomGenerator random, double... values) {
    return values[random.nextInt(values.length)];
  }
}
