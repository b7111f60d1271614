package io.hedgerow.simulation.replica;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.simulation.VirtualLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A replica of the upstream under virtual time. It works on a limited number of attempts at once;
 * further ones wait in a queue. An attempt's fate depends on the replica's condition when work on
 * it begins.
 */
final class SimulatedReplica {
  private static final long FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long REFUSAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * The random properties of an attempt, which are the same for every balancer.
   *
   * @param millis how long it takes a healthy replica
   * @param luck 0 to 1; the attempt fails if the failure rate is above this
   */
  record Work(double millis, double luck) {}

  /** An attempt at this replica, waiting or in progress. */
  final class Call {
    private final Work work;
    private final Consumer<Outcome> onEnd;
    private VirtualLoop.@Nullable Task end;

    private Call(Work work, Consumer<Outcome> onEnd) {
      this.work = work;
      this.onEnd = onEnd;
    }

    /** Ends the attempt without a report. */
    void cancel() {
      if (end != null) {
        end.cancel();
      }
      leave(this);
    }
  }

  private final VirtualLoop loop;
  private final int capacity;
  private final Set<Call> running = new LinkedHashSet<>();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private Condition condition = Condition.WELL;

  SimulatedReplica(VirtualLoop loop, int capacity) {
    this.loop = loop;
    this.capacity = capacity;
  }

  Condition condition() {
    return condition;
  }

  void change(Condition next) {
    condition = next;
    if (next.isDown()) {
      List<Call> lost = new ArrayList<>(running);
      lost.addAll(waiting);
      lost.forEach(Call::cancel);
      lost.forEach(call -> call.onEnd.accept(new Outcome.ConnectionLost("replica stopped")));
    }
  }

  /** Starts an attempt; calls {@code onEnd} later, unless it is cancelled. */
  Call serve(Work work, Consumer<Outcome> onEnd) {
    Call call = new Call(work, onEnd);
    if (condition.isDown()) {
      Outcome refusal = new Outcome.Unreachable(Outcome.Unreachable.Cause.CONNECTION_REFUSED);
      call.end = loop.schedule(REFUSAL_NANOS, () -> onEnd.accept(refusal));
    } else if (running.size() < capacity) {
      begin(call);
    } else {
      waiting.add(call);
    }
    return call;
  }

  private void begin(Call call) {
    running.add(call);
    boolean isFailure = call.work.luck < condition.failureRate();
    Outcome outcome = isFailure ? new Outcome.BadStatus(503) : new Outcome.Succeeded(200);
    long nanos =
        isFailure ? FAILURE_NANOS : (long) (call.work.millis * condition.slowdown() * 1_000_000);
    call.end =
        loop.schedule(
            nanos,
            () -> {
              leave(call);
              call.onEnd.accept(outcome);
            });
  }

  private void leave(Call call) {
    if (running.remove(call)) {
      Call next = waiting.poll();
      if (next != null) {
        begin(next);
      }
    } else {
      waiting.remove(call);
    }
  }
}
