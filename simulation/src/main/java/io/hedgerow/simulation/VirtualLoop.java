package io.hedgerow.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * An event loop under virtual time. It runs tasks in order of their times, and simultaneous ones in
 * an order drawn from the seed. Sometimes it stalls, like a loop on which a task takes long:
 * everything that came due meanwhile runs late, at the same time and in any order.
 *
 * <p>Its clock starts at any {@code long}, so it may wrap around.
 */
public final class VirtualLoop {
  /** A scheduled task. */
  public final class Task implements Comparable<Task> {
    private final long dueOffsetNanos;
    private long offsetNanos;
    private int tieBreak;
    private final Runnable action;
    private boolean isCancelled;

    private Task(long offsetNanos, Runnable action) {
      this.dueOffsetNanos = offsetNanos;
      this.offsetNanos = offsetNanos;
      this.tieBreak = random.nextInt();
      this.action = action;
    }

    /** When it is due, in nanoseconds of the loop's clock. */
    public long dueNanos() {
      return originNanos + dueOffsetNanos;
    }

    public void cancel() {
      isCancelled = true;
    }

    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(offsetNanos, other.offsetNanos);
      return byTime != 0 ? byTime : Integer.compare(tieBreak, other.tieBreak);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final RandomGenerator random;
  private final long originNanos;
  private final double stallRate;
  private final long stallMaxNanos;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(32);
  private long offsetNanos;
  private boolean isCalm;

  public VirtualLoop(
      RandomGenerator random, long originNanos, double stallRate, long stallMaxNanos) {
    this.random = random;
    this.originNanos = originNanos;
    this.stallRate = stallRate;
    this.stallMaxNanos = stallMaxNanos;
  }

  /** The loop's clock, which may wrap around. */
  public long nowNanos() {
    return originNanos + offsetNanos;
  }

  /** Time since the loop started, for traces. */
  public long offsetNanos() {
    return offsetNanos;
  }

  public Task schedule(long delayNanos, Runnable action) {
    Task task = new Task(offsetNanos + Math.max(0, delayNanos), action);
    tasks.add(task);
    return task;
  }

  /** Lets this much time pass inside the running task. */
  void spend(long nanos) {
    offsetNanos += nanos;
  }

  /** Stops stalling from now on. */
  void calm() {
    isCalm = true;
  }

  /** Runs until no tasks are left. */
  public void run() {
    Task task;
    while ((task = tasks.poll()) != null) {
      if (task.isCancelled) {
        continue;
      }
      offsetNanos = Math.max(offsetNanos, task.offsetNanos);
      if (!isCalm && random.nextDouble() < stallRate) {
        tasks.add(task);
        stall();
      } else {
        task.action.run();
      }
    }
  }

  private void stall() {
    offsetNanos += random.nextLong(stallMaxNanos + 1);
    List<Task> late = new ArrayList<>();
    while (!tasks.isEmpty() && tasks.peek().offsetNanos <= offsetNanos) {
      late.add(tasks.remove());
    }
    for (Task task : late) {
      task.offsetNanos = offsetNanos;
      task.tieBreak = random.nextInt();
      tasks.add(task);
    }
  }
}
