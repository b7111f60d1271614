package io.hedgerow.simulation.replica;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.simulation.VirtualLoop;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request with its race, run as the gateway would run it. An attempt whose replica refuses the
 * connection, or loses it before the answer, moves to another one.
 */
final class ReplicaRequest implements Effects<Integer> {
  /** An attempt at one replica. */
  private record Ongoing(int replica, long sinceNanos, SimulatedReplica.Call call) {}

  private final ReplicaWorld world;
  private final long id;
  private final long startNanos;
  private final Balancer.Picks picks;
  private final Race<Integer> race;
  private final @Nullable Ongoing[] ongoing;
  private VirtualLoop.@Nullable Task timer;
  private int launched;

  ReplicaRequest(ReplicaWorld world, long id) {
    this.world = world;
    this.id = id;
    this.startNanos = world.loop().nowNanos();
    this.picks = world.balancer().newPicks();
    Workload workload = world.workload();
    long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(workload.timeoutMillis());
    this.race = new Race<>(workload.plan(), Deadline.after(startNanos, timeoutNanos), this);
    this.ongoing = new Ongoing[workload.plan().attemptsMax() + 1];
  }

  void start() {
    race.start(startNanos);
    keepTimer();
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    launched++;
    ask(number, picks.choose(reason, now()));
  }

  @Override
  public int permitHedges(int wanted) {
    return picks.permitsHedges(now()) ? wanted : 0;
  }

  private void ask(int number, int replica) {
    world.onStarted(replica);
    ongoing[number] =
        new Ongoing(
            replica,
            now(),
            world
                .replica(replica)
                .serve(world.draw(id, number), outcome -> onEnded(number, outcome)));
  }

  private void onEnded(int number, Outcome outcome) {
    end(number, outcome);
    boolean isConnection =
        outcome instanceof Outcome.Unreachable || outcome instanceof Outcome.ConnectionLost;
    OptionalInt instead = isConnection ? picks.chooseInstead(now()) : OptionalInt.empty();
    if (instead.isPresent()) {
      ask(number, instead.getAsInt());
    } else if (outcome instanceof Outcome.Failure failure) {
      race.onAttemptFailed(number, failure, now());
    } else {
      race.onAttemptSucceeded(number, 200, number, now());
    }
    keepTimer();
  }

  @Override
  public void finish(Verdict<Integer> verdict) {
    world.onFinished(startNanos, verdict instanceof Verdict.Won, launched);
  }

  @Override
  public void cancel(int number, CancelReason reason) {
    end(
        number,
        reason == CancelReason.DEADLINE ? new Outcome.TimedOut() : new Outcome.Cancelled(reason));
  }

  private void end(int number, Outcome outcome) {
    Ongoing attempt = ongoing[number];
    if (attempt == null) {
      throw new IllegalStateException("attempt " + number + " ended twice");
    }
    ongoing[number] = null;
    attempt.call.cancel();
    world.onEnded(attempt.replica, outcome, now() - attempt.sinceNanos);
  }

  private void keepTimer() {
    if (timer != null && (race.isOver() || timer.dueNanos() != race.nextDueNanos())) {
      timer.cancel();
      timer = null;
    }
    if (timer == null && !race.isOver()) {
      timer = world.loop().schedule(race.nextDueNanos() - now(), this::onTimer);
    }
  }

  private void onTimer() {
    timer = null;
    race.onTimePassed(now());
    keepTimer();
  }

  private long now() {
    return world.loop().nowNanos();
  }
}
