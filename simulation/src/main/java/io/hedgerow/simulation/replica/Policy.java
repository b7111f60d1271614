package io.hedgerow.simulation.replica;

import java.util.List;
import java.util.random.RandomGenerator;

/** The ways to choose replicas that are compared. */
enum Policy {
  HEDGEROW("Hedgerow") {
    @Override
    Balancer balancer(List<SimulatedReplica> replicas, RandomGenerator random, long nowNanos) {
      return new CoreBalancer(replicas.size(), random, nowNanos);
    }
  },
  ROUND_ROBIN("round robin") {
    @Override
    Balancer balancer(List<SimulatedReplica> replicas, RandomGenerator random, long nowNanos) {
      return new RoundRobin(replicas.size());
    }
  },
  ORACLE("oracle") {
    @Override
    Balancer balancer(List<SimulatedReplica> replicas, RandomGenerator random, long nowNanos) {
      return new Oracle(replicas, random);
    }
  };

  private final String title;

  Policy(String title) {
    this.title = title;
  }

  abstract Balancer balancer(
      List<SimulatedReplica> replicas, RandomGenerator random, long nowNanos);

  @Override
  public String toString() {
    return title;
  }
}
