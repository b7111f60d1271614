package io.hedgerow.gateway.loop;

import static io.hedgerow.testing.EventLoopCall.await;
import static io.hedgerow.testing.EventLoopCall.onLoop;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.deadline.WriteReserve;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopTest {
  private static final long RESERVE_MIN_NANOS = 3_000_000;

  private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final Context context = vertx.getOrCreateContext();
  private final Loop loop = onLoop(context, () -> Loop.of(context, RESERVE_MIN_NANOS));

  @AfterEach
  void close() {
    onLoop(
        context,
        () -> {
          loop.close();
          return true;
        });
    await(vertx.close());
  }

  @Test
  void scheduleAt_laterTimes_runsTheTasksInTheirOrderAndNotBefore() {
    List<String> order = new ArrayList<>();
    long tookNanos =
        whenDone(
            done -> {
              long startNanos = loop.nowNanos();
              loop.scheduleAt(startNanos + 100_000_000, () -> order.add("second"));
              loop.scheduleAt(startNanos + 50_000_000, () -> order.add("first"));
              loop.scheduleAt(
                  startNanos + 150_000_000, () -> done.complete(loop.nowNanos() - startNanos));
            });
    assertThat(order).containsExactly("first", "second");
    assertThat(tookNanos).isGreaterThanOrEqualTo(150_000_000);
  }

  @Test
  void scheduleAt_timePast_firesSoonButNotInside() {
    List<String> order = new ArrayList<>();
    whenDone(
        done -> {
          loop.scheduleAt(
              loop.nowNanos() - NEVER_NANOS,
              () -> {
                order.add("fired");
                done.complete(0L);
              });
          order.add("scheduled");
        });
    assertThat(order).containsExactly("scheduled", "fired");
  }

  @Test
  void scheduleAt_anyTask_runsOnTheLoopInItsContext() {
    List<Object> seen = new ArrayList<>();
    Thread loopThread = onLoop(context, Thread::currentThread);
    whenDone(
        done ->
            loop.scheduleAt(
                loop.nowNanos(),
                () -> {
                  seen.add(Thread.currentThread());
                  seen.add(Vertx.currentContext());
                  seen.add(vertx.getOrCreateContext());
                  done.complete(0L);
                }));
    assertThat(seen).containsExactly(loopThread, context, context);
  }

  @Test
  void armedTimers_scheduledFiredAndCancelled_countsThoseThatWillFire() {
    List<Integer> counts = new ArrayList<>();
    whenDone(
        done -> {
          counts.add(loop.armedTimers());
          Timer never = loop.scheduleAt(loop.nowNanos() + NEVER_NANOS, () -> {});
          counts.add(loop.armedTimers());
          loop.scheduleAt(
              loop.nowNanos(),
              () -> {
                counts.add(loop.armedTimers());
                never.cancel();
                counts.add(loop.armedTimers());
                done.complete(0L);
              });
          counts.add(loop.armedTimers());
        });
    assertThat(counts).containsExactly(0, 1, 2, 1, 0);
  }

  @Test
  void cancel_again_countsOnce() {
    int armed =
        onLoop(
            context,
            () -> {
              loop.scheduleAt(loop.nowNanos() + NEVER_NANOS, () -> {});
              Timer timer = loop.scheduleAt(loop.nowNanos() + NEVER_NANOS, () -> {});
              timer.cancel();
              timer.cancel();
              return loop.armedTimers();
            });
    assertThat(armed).isEqualTo(1);
  }

  @Test
  void cancel_beforeTheTime_preventsTheTask() {
    List<String> ran = new ArrayList<>();
    whenDone(
        done -> {
          long atNanos = loop.nowNanos() + 1_000_000;
          Timer timer = loop.scheduleAt(atNanos, () -> ran.add("cancelled"));
          loop.scheduleAt(atNanos + 1_000_000, () -> done.complete(0L));
          timer.cancel();
        });
    assertThat(ran).isEmpty();
    assertThat(onLoop(context, loop::armedTimers)).isZero();
  }

  /** Both are due: the earlier one runs first, in the same round of the loop. */
  @Test
  void cancel_dueButNotYetRun_preventsTheTask() {
    List<String> ran = new ArrayList<>();
    whenDone(
        done -> {
          List<Timer> later = new ArrayList<>();
          long atNanos = loop.nowNanos() - 1000;
          loop.scheduleAt(atNanos, () -> later.getFirst().cancel());
          later.add(loop.scheduleAt(atNanos + 1, () -> ran.add("cancelled")));
          loop.scheduleAt(atNanos + 2_000_000, () -> done.complete(0L));
        });
    assertThat(ran).isEmpty();
    assertThat(onLoop(context, loop::armedTimers)).isZero();
  }

  @Test
  void cancel_afterItFired_doesNothing() {
    List<Integer> counts = new ArrayList<>();
    whenDone(
        done -> {
          List<Timer> own = new ArrayList<>();
          own.add(
              loop.scheduleAt(
                  loop.nowNanos(),
                  () -> {
                    own.getFirst().cancel();
                    counts.add(loop.armedTimers());
                    done.complete(0L);
                  }));
        });
    assertThat(counts).containsExactly(0);
  }

  @Test
  void dueNanos_anyTimer_isTheTimeAskedFor() {
    assertThat(onLoop(context, () -> loop.scheduleAt(Long.MIN_VALUE, () -> {}).dueNanos()))
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void deadlineFor_aTimeout_comesEarlierByTheReserve() {
    long timeoutNanos = TimeUnit.SECONDS.toNanos(1);
    long startNanos = onLoop(context, loop::nowNanos);
    Deadline deadline = onLoop(context, () -> loop.deadlineFor(startNanos, timeoutNanos));
    assertThat(startNanos + timeoutNanos - deadline.atNanos())
        .isBetween(RESERVE_MIN_NANOS, WriteReserve.NANOS_MAX);
  }

  @Test
  void deadlineFor_aTimeoutOfAMillisecond_leavesHalfOfIt() {
    long startNanos = onLoop(context, loop::nowNanos);
    Deadline deadline = onLoop(context, () -> loop.deadlineFor(startNanos, 1_000_000));
    assertThat(deadline.atNanos() - startNanos).isEqualTo(500_000);
  }

  @Test
  void deadlineFor_afterTheLoopWasHeldUp_keepsBackMore() {
    long timeoutNanos = TimeUnit.SECONDS.toNanos(1);
    long reserveNanos =
        whenDone(
            done -> {
              long dueNanos = loop.nowNanos() - TimeUnit.MILLISECONDS.toNanos(500);
              // Due half a second ago: to the loop it looks as if it had been held up that long.
              loop.scheduleAt(
                  dueNanos,
                  () -> {
                    long nowNanos = loop.nowNanos();
                    Deadline deadline = loop.deadlineFor(nowNanos, timeoutNanos);
                    done.complete(nowNanos + timeoutNanos - deadline.atNanos());
                  });
            });
    assertThat(reserveNanos).isEqualTo(WriteReserve.NANOS_MAX);
  }

  private interface LoopTask {
    void run(Promise<Long> done);
  }

  private long whenDone(LoopTask task) {
    Promise<Long> done = Promise.promise();
    context.runOnContext(_ -> task.run(done));
    return await(done.future());
  }
}
