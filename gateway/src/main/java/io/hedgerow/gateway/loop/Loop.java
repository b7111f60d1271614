package io.hedgerow.gateway.loop;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.deadline.WriteReserve;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop: its clock, its timers and how late it runs them. Timers are Netty's own, because
 * Vert.x rounds to whole milliseconds and a deadline of 20 ms has none to give away; their tasks
 * run in the Vert.x context, so that connections opened in them stay on this loop.
 *
 * <p>Everything here is called on the loop's thread. Owns its timers; {@link #close()} ends the
 * probe of the loop's delay.
 */
public final class Loop {
  private static final long PROBE_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ContextInternal context;
  private final EventLoop netty;
  private final WriteReserve reserve;
  private final ScheduledFuture<?> probe;
  private DelayListener delays = (_, _) -> {};
  private long probeDueNanos;
  private int armedTimers;

  private Loop(ContextInternal context, long writeReserveMinNanos) {
    this.context = context;
    this.reserve = new WriteReserve(writeReserveMinNanos);
    this.netty = context.nettyEventLoop();
    this.probeDueNanos = nowNanos() + PROBE_PERIOD_NANOS;
    this.probe =
        netty.scheduleWithFixedDelay(
            this::probe, PROBE_PERIOD_NANOS, PROBE_PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  /**
   * The loop of an event-loop context; call it on that context's thread.
   *
   * @param writeReserveMinNanos the least time kept for writing an answer, see {@link WriteReserve}
   */
  public static Loop of(Context context, long writeReserveMinNanos) {
    return new Loop((ContextInternal) context, writeReserveMinNanos);
  }

  /** The loop as Netty knows it. */
  public EventLoop netty() {
    return netty;
  }

  /** The monotonic clock, in nanoseconds. */
  public long nowNanos() {
    return System.nanoTime();
  }

  /** Runs the task at {@code atNanos}, or as soon after as the loop comes to it. */
  public Timer scheduleAt(long atNanos, Runnable task) {
    armedTimers++;
    Timer timer = new Timer(this, atNanos, task);
    long delayNanos = Math.max(0, atNanos - nowNanos());
    timer.arm(netty.schedule(timer, delayNanos, TimeUnit.NANOSECONDS));
    return timer;
  }

  /** The deadline for the verdict on a request that came at {@code startNanos}. */
  public Deadline deadlineFor(long startNanos, long timeoutNanos) {
    long reserveNanos = reserve.nanosFor(timeoutNanos, startNanos);
    return Deadline.after(startNanos, timeoutNanos - reserveNanos);
  }

  /** Runs the task when the loop has served all that there is now, before it looks for more. */
  public void atEndOfTurn(Runnable task) {
    netty.execute(task);
  }

  /** Told, on the loop's thread, how late it is: once in each of its turns that takes long. */
  public interface DelayListener {
    void onLoopDelayMeasured(long delayNanos, long nowNanos);
  }

  /** Who is told how late the loop is. */
  public void tellDelays(DelayListener delays) {
    this.delays = delays;
  }

  /** Timers that will fire: 0 when nothing is under way. */
  public int armedTimers() {
    return armedTimers;
  }

  /** Stops measuring the loop's delay. */
  public void close() {
    probe.cancel(false);
  }

  void fire(long dueNanos, Runnable task) {
    armedTimers--;
    long nowNanos = nowNanos();
    reserve.onLoopDelayMeasured(Math.max(0, nowNanos - dueNanos), nowNanos);
    context.dispatch(_ -> task.run());
  }

  void onTimerCancelled() {
    armedTimers--;
  }

  private void probe() {
    long nowNanos = nowNanos();
    long delayNanos = Math.max(0, nowNanos - probeDueNanos);
    reserve.onLoopDelayMeasured(delayNanos, nowNanos);
    delays.onLoopDelayMeasured(delayNanos, nowNanos);
    probeDueNanos = nowNanos + PROBE_PERIOD_NANOS;
  }
}
