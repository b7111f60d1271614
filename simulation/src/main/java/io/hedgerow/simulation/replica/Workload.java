package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Plan.Ending;
import io.hedgerow.simulation.LatencyLaw;
import java.util.concurrent.TimeUnit;

/** The requests of a run: their rate, plan and timeout, and how long a healthy replica takes. */
@SuppressWarnings("ImmutableEnumChecker") // Plans and laws are records of numbers.
enum Workload {
  HEDGED(
      "1 attempt, 1 hedge after 100 ms",
      new Plan(1, 1, TimeUnit.MILLISECONDS.toNanos(100), Ending.FIRST_SUCCESS),
      new LatencyLaw.Lognormal(50, 40),
      500,
      1000,
      0),
  HEDGED_WITH_QUEUES(
      "1 attempt, 1 hedge after 100 ms, queues at half the capacity",
      HEDGED.plan,
      HEDGED.law,
      500,
      1000,
      0.5),
  SMART(
      "1 attempt, 2 hedges after 300 ms",
      Plan.smart(TimeUnit.MILLISECONDS.toNanos(300)),
      new LatencyLaw.Uniform(100, 600),
      300,
      2000,
      0),
  AT_ONCE("3 attempts at once", Plan.first(), new LatencyLaw.Uniform(100, 600), 300, 2000, 0),
  SINGLE(
      "1 attempt",
      new Plan(1, 0, 0, Ending.FIRST_SUCCESS),
      new LatencyLaw.Lognormal(50, 40),
      500,
      1000,
      0);

  private final String title;
  private final Plan plan;
  private final LatencyLaw law;
  private final int requestsPerSecond;
  private final int timeoutMillis;
  private final double utilization;

  Workload(
      String title,
      Plan plan,
      LatencyLaw law,
      int requestsPerSecond,
      int timeoutMillis,
      double utilization) {
    this.title = title;
    this.plan = plan;
    this.law = law;
    this.requestsPerSecond = requestsPerSecond;
    this.timeoutMillis = timeoutMillis;
    this.utilization = utilization;
  }

  Plan plan() {
    return plan;
  }

  LatencyLaw law() {
    return law;
  }

  int requestsPerSecond() {
    return requestsPerSecond;
  }

  int timeoutMillis() {
    return timeoutMillis;
  }

  /** How many attempts each replica works on at once, if there are this many replicas. */
  int capacityOfEachOf(int replicas) {
    if (utilization == 0) {
      return Integer.MAX_VALUE;
    }
    double busy = requestsPerSecond * meanMillis() / 1000;
    return (int) Math.ceil(busy / utilization / replicas);
  }

  private double meanMillis() {
    double mean = 0;
    for (int millis = 0; millis < timeoutMillis; millis++) {
      mean += law.survival(millis + 0.5);
    }
    return mean;
  }

  String title() {
    return "%s; %s; %d requests a second, timeout %d ms"
        .formatted(title, law, requestsPerSecond, timeoutMillis);
  }
}
