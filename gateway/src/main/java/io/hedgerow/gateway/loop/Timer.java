package io.hedgerow.gateway.loop;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A task that its {@link Loop} runs once, unless it is cancelled first. */
public final class Timer implements Runnable {
  private final Loop loop;
  private final long dueNanos;
  private final Runnable task;
  private @Nullable Future<?> scheduled;
  private boolean isOver;

  Timer(Loop loop, long dueNanos, Runnable task) {
    this.loop = loop;
    this.dueNanos = dueNanos;
    this.task = task;
  }

  /** When it is due, in nanoseconds of the loop's clock. */
  public long dueNanos() {
    return dueNanos;
  }

  /** Prevents the task from running if it has not run; idempotent. */
  public void cancel() {
    if (!isOver && scheduled != null) {
      isOver = true;
      scheduled.cancel(false);
      loop.onTimerCancelled();
    }
  }

  /** For the event loop only. */
  @Override
  public void run() {
    if (!isOver) {
      isOver = true;
      loop.fire(dueNanos, task);
    }
  }

  void arm(Future<?> scheduled) {
    this.scheduled = scheduled;
  }
}
