package io.hedgerow.gateway.loop;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.deadline.WriteReserve;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop: its clock, its timers and its delay. Timers are Netty's, because Vert.x rounds to
 * whole milliseconds, which is too coarse for a deadline of 20 ms. Their tasks run in the Vert.x
 * context, so that Vert.x code called from them finds this loop.
 *
 * <p>All methods are called on the loop's thread. Owns its timers; {@link #close()} stops the probe
 * of the loop's delay.
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
    this.reserve = new WriteReserve(writeReserveMinNanos, nowNanos());
    this.netty = context.nettyEventLoop();
    this.probeDueNanos = nowNanos() + PROBE_PERIOD_NANOS;
    this.probe =
        netty.scheduleWithFixedDelay(
            this::probe, PROBE_PERIOD_NANOS, PROBE_PERIOD_NANOS, TimeUnit.NANOSECONDS);
  }

  /**
   * The loop of an event-loop context; call it on that context's thread.
   *
   * @param writeReserveMinNanos minimum time reserved for writing an answer, see {@link
   *     WriteReserve}
   */
  public static Loop of(Context context, long writeReserveMinNanos) {
    return new Loop((ContextInternal) context, writeReserveMinNanos);
  }

  /** Netty's event loop. */
  public EventLoop netty() {
    return netty;
  }

  /** The monotonic clock, in nanoseconds. */
  public long nowNanos() {
    return System.nanoTime();
  }

  /** Runs the task at {@code atNanos} or, if the loop is busy, as soon as possible after it. */
  public Timer scheduleAt(long atNanos, Runnable task) {
    armedTimers++;
    Timer timer = new Timer(this, atNanos, task);
    long delayNanos = Math.max(0, atNanos - nowNanos());
    timer.arm(netty.schedule(timer, delayNanos, TimeUnit.NANOSECONDS));
    return timer;
  }

  /** The deadline for the verdict on a request that arrived at {@code startNanos}. */
  public Deadline deadlineFor(long startNanos, long timeoutNanos) {
    long reserveNanos = reserve.nanosFor(timeoutNanos, startNanos);
    return Deadline.after(startNanos, timeoutNanos - reserveNanos);
  }

  /** Runs the task at the end of this event-loop turn, before the loop polls for more events. */
  public void atEndOfTurn(Runnable task) {
    netty.execute(task);
  }

  /** Gets the loop's delay, on its thread, every 10 ms or once per longer event-loop turn. */
  public interface DelayListener {
    void onLoopDelayMeasured(long delayNanos, long nowNanos);
  }

  /** Sets the listener for the loop's delay. */
  public void setDelayListener(DelayListener delays) {
    this.delays = delays;
  }

  /** The number of timers that have not fired; 0 when nothing is in flight. */
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
    reserve.onTaskMeasured(Math.max(0, nowNanos - dueNanos), nowNanos);
    context.dispatch(_ -> task.run());
  }

  void onTimerCancelled() {
    armedTimers--;
  }

  private void probe() {
    long nowNanos = nowNanos();
    long delayNanos = Math.max(0, nowNanos - probeDueNanos);
    reserve.onTurnMeasured(delayNanos, nowNanos);
    delays.onLoopDelayMeasured(delayNanos, nowNanos);
    probeDueNanos = nowNanos + PROBE_PERIOD_NANOS;
  }
}
