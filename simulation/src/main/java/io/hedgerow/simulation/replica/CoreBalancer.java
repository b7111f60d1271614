package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.replica.Ejection;
import io.hedgerow.core.replica.Replica;
import io.hedgerow.core.replica.Replicas;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The {@link Replicas} of the core, used as the gateway uses them. */
final class CoreBalancer implements Balancer {
  private final Replicas replicas;

  CoreBalancer(int count, RandomGenerator random, long nowNanos) {
    this.replicas = new Replicas(Ejection.defaults(), random::nextInt, _ -> {});
    List<String> names = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    replicas.update(names, nowNanos);
  }

  @Override
  public Picks newPicks() {
    io.hedgerow.core.replica.Picks picks = new io.hedgerow.core.replica.Picks();
    return new Picks() {
      @Override
      public int choose(LaunchReason reason, long nowNanos) {
        return index(replicas.choose(picks, reason, nowNanos));
      }

      @Override
      public OptionalInt chooseInstead(long nowNanos) {
        @Nullable Replica chosen = replicas.chooseInstead(picks, nowNanos);
        return chosen == null ? OptionalInt.empty() : OptionalInt.of(index(chosen));
      }

      @Override
      public boolean permitsHedges(long nowNanos) {
        return replicas.permitsHedges(nowNanos);
      }
    };
  }

  @Override
  public void onStarted(int replica, long nowNanos) {
    replicas.onStarted(replicas.all().get(replica));
  }

  @Override
  public void onEnded(int replica, Outcome outcome, long durationNanos, long nowNanos) {
    replicas.onEnded(replicas.all().get(replica), outcome, durationNanos, nowNanos);
  }

  @Override
  public void onConnected(int replica, long nowNanos) {
    replicas.all().get(replica).onConnected(nowNanos);
  }

  @Override
  public void onDisconnected(int replica) {
    replicas.all().get(replica).onDisconnected();
  }

  @Override
  public void onTimePassed(long nowNanos) {
    replicas.onTimePassed(nowNanos);
  }

  @Override
  public boolean isOut(int replica) {
    return switch (replicas.all().get(replica).state()) {
      case EJECTED, PROBATION -> true;
      case IN, DRAINED -> false;
    };
  }

  private static int index(Replica replica) {
    return Integer.parseInt(replica.name());
  }
}
