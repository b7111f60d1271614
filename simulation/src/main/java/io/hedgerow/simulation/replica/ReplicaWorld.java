package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.simulation.VirtualLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One run: requests arrive at random at one event loop, each with a race over the replicas of a
 * scenario. All replicas are well in the first tenth and the last quarter of the run; in between,
 * the scenario's trouble happens.
 *
 * <p>Deterministic. Arrivals, and how long each attempt takes at a healthy replica, depend only on
 * the seed, so they are the same for every balancer.
 */
final class ReplicaWorld {
  private static final double TROUBLE_FROM = 0.1;
  private static final double TROUBLE_UNTIL = 0.75;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long it takes the gateway to notice that a replica accepts connections again. */
  private static final long RECONNECT_NANOS = SECOND_NANOS / 2;

  /** The clock starts so that it wraps around in every run. */
  private static final long ORIGIN_NANOS = Long.MAX_VALUE - 15 * SECOND_NANOS;

  private final long seed;
  private final long requests;
  private final Workload workload;
  private final int requestsPerSecond;
  private final RandomGenerator arrivals;
  private final VirtualLoop loop;
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private final Balancer balancer;
  private final Journal journal;
  private long arrived;
  private long inFlight;

  private ReplicaWorld(
      Scenario scenario,
      Workload workload,
      int requestsPerSecond,
      Policy policy,
      long seed,
      long requests) {
    this.requestsPerSecond = requestsPerSecond;
    this.seed = seed;
    this.requests = requests;
    this.workload = workload;
    SplittableRandom random = new SplittableRandom(seed);
    this.arrivals = random.split();
    this.loop = new VirtualLoop(random.split(), ORIGIN_NANOS, 0, 0);
    for (int i = 0; i < scenario.replicas(); i++) {
      replicas.add(new SimulatedReplica(loop, workload.capacityOfEachOf(scenario.replicas())));
    }
    this.balancer = policy.balancer(replicas, random.split(), loop.nowNanos());
    double seconds = (double) requests / requestsPerSecond;
    this.journal =
        new Journal(scenario.replicas(), TROUBLE_FROM * seconds, TROUBLE_UNTIL * seconds);
    scenario
        .changes(TROUBLE_FROM * seconds, TROUBLE_UNTIL * seconds)
        .forEach(change -> loop.schedule(nanos(change.seconds()), () -> apply(change)));
  }

  /** Runs a scenario from a seed. */
  static Journal run(
      Scenario scenario, Workload workload, Policy policy, long seed, long requests) {
    return run(scenario, workload, workload.requestsPerSecond(), policy, seed, requests);
  }

  /** Runs a scenario from a seed, with another request rate than the workload's. */
  static Journal run(
      Scenario scenario,
      Workload workload,
      int requestsPerSecond,
      Policy policy,
      long seed,
      long requests) {
    ReplicaWorld world =
        new ReplicaWorld(scenario, workload, requestsPerSecond, policy, seed, requests);
    world.run();
    return world.journal;
  }

  private void run() {
    loop.schedule(0, this::arrive);
    loop.schedule(SECOND_NANOS, this::tick);
    loop.run();
    if (inFlight != 0) {
      throw new IllegalStateException(inFlight + " attempts are left");
    }
  }

  private void arrive() {
    new ReplicaRequest(this, arrived++).start();
    if (arrived < requests) {
      double gapSeconds = -Math.log(1 - arrivals.nextDouble()) / requestsPerSecond;
      loop.schedule(nanos(gapSeconds), this::arrive);
    }
  }

  private void tick() {
    balancer.onTimePassed(loop.nowNanos());
    look();
    if (arrived < requests) {
      loop.schedule(SECOND_NANOS, this::tick);
    }
  }

  private void apply(Scenario.Change change) {
    SimulatedReplica replica = replicas.get(change.replica());
    boolean isBad = change.condition().isBad();
    if (isBad != replica.condition().isBad()) {
      journal.onCondition(change.replica(), isBad, balancer.isOut(change.replica()), seconds());
    }
    boolean wasDown = replica.condition().isDown();
    replica.change(change.condition());
    if (change.condition().isDown()) {
      balancer.onDisconnected(change.replica());
    } else if (wasDown) {
      loop.schedule(RECONNECT_NANOS, () -> balancer.onConnected(change.replica(), loop.nowNanos()));
    }
  }

  VirtualLoop loop() {
    return loop;
  }

  Workload workload() {
    return workload;
  }

  Balancer balancer() {
    return balancer;
  }

  SimulatedReplica replica(int index) {
    return replicas.get(index);
  }

  /** The work of attempt {@code number} of request {@code id}, at whichever replica. */
  SimulatedReplica.Work draw(long id, int number) {
    RandomGenerator random = new SplittableRandom(seed ^ (id * 4 + number));
    return new SimulatedReplica.Work(workload.law().drawMillis(random), random.nextDouble());
  }

  void onStarted(int replica) {
    inFlight++;
    balancer.onStarted(replica, loop.nowNanos());
    journal.onAsked(replica, seconds());
    look();
  }

  void onEnded(int replica, Outcome outcome, long durationNanos) {
    inFlight--;
    balancer.onEnded(replica, outcome, durationNanos, loop.nowNanos());
    look();
  }

  void onFinished(long startNanos, boolean isWon, int launched) {
    double millis = (loop.nowNanos() - startNanos) / 1e6;
    // A lost request counts as its whole timeout, however early it failed.
    journal.onFinished(
        (startNanos - ORIGIN_NANOS) / 1e9,
        isWon ? millis : workload.timeoutMillis(),
        isWon,
        launched);
  }

  private void look() {
    for (int i = 0; i < replicas.size(); i++) {
      journal.onState(i, balancer.isOut(i), seconds());
    }
  }

  private double seconds() {
    return loop.offsetNanos() / 1e9;
  }

  private static long nanos(double seconds) {
    return (long) (seconds * SECOND_NANOS);
  }
}
