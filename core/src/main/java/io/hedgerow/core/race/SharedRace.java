package io.hedgerow.core.race;

import io.hedgerow.core.deadline.Deadline;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Race} for several callers with the same request, each with its own deadline.
 *
 * <p>Callers may join until the first answer of the upstream arrives, so nobody gets an answer that
 * arrived before its request. Each caller is answered once: with the verdict of the race, or at its
 * own deadline with what a race of its own would say then. A caller who leaves gets nothing. When
 * the last caller has left or been answered, the race ends.
 *
 * <p>Implementer's note. The race's deadline is always the latest of the waiting callers'. Every
 * event first answers the callers whose deadline is reached, unless that is all of them: then the
 * race reaches its own deadline and answers them with its verdict. Answering takes time and may
 * cause further events, such as another caller joining. So the race gets the event with the time of
 * the latest one.
 *
 * <p>Belongs to one thread, like its race.
 *
 * @param <B> an answer of the upstream
 * @param <C> a caller; no two callers of a race are equal
 */
public final class SharedRace<B, C> implements Coalescer.Joinable<C> {

  /**
   * What a shared race asks its host to do.
   *
   * @param <B> an answer of the upstream
   * @param <C> a caller
   */
  public interface Host<B, C> extends Effects<B> {
    /**
     * Answer this caller. Called once for each caller who has not left: when its deadline is
     * reached, or after {@link #finish} and before the attempts still running are cancelled.
     */
    void answer(C caller, Verdict<B> verdict);
  }

  private final Host<B, C> host;
  private final Race<B> race;
  // By deadline, earliest first.
  private final PriorityQueue<Waiting<C>> waiting = new PriorityQueue<>(1);
  private boolean hasAnswer;

  /** A race with its first caller. */
  public SharedRace(Plan plan, C caller, Deadline deadline, Host<B, C> host) {
    this.host = host;
    this.race = new Race<>(plan, deadline, new RaceEffects());
    waiting.add(new Waiting<>(caller, deadline));
  }

  /** As {@link Race#start}. */
  public void start(long nowNanos) {
    race.start(nowNanos);
  }

  /**
   * Lets a caller join, unless the race is over or an answer has arrived.
   *
   * @return whether the caller joined, and so will be answered
   */
  @Override
  public boolean join(C caller, Deadline deadline, long nowNanos) {
    onTimePassed(nowNanos);
    if (race.isOver() || hasAnswer) {
      return false;
    }
    waiting.add(new Waiting<>(caller, deadline));
    if (deadline.isAfter(race.deadline())) {
      race.moveDeadline(deadline);
    }
    answerDue(race.latestOr(nowNanos));
    return true;
  }

  /** As {@link Race#onAttemptSucceeded}. */
  public void onAttemptSucceeded(int number, int status, B answer, long nowNanos) {
    hasAnswer = true;
    race.onAttemptSucceeded(number, status, answer, answerDue(nowNanos));
  }

  /** As {@link Race#onAttemptFinal}. */
  public void onAttemptFinal(int number, int status, B answer, long nowNanos) {
    hasAnswer = true;
    race.onAttemptFinal(number, status, answer, answerDue(nowNanos));
  }

  /** As {@link Race#onAttemptFailed}. */
  public void onAttemptFailed(int number, Outcome.Failure failure, long nowNanos) {
    race.onAttemptFailed(number, failure, answerDue(nowNanos));
  }

  /** Time has passed; call this at {@link #nextDueNanos()} or soon after. */
  public void onTimePassed(long nowNanos) {
    race.onTimePassed(answerDue(nowNanos));
  }

  /** A caller hung up. Ignored if it has been answered. */
  public void onCallerLeft(C caller, long nowNanos) {
    stopWaiting(caller);
    if (waiting.isEmpty()) {
      race.onCallerLeft(nowNanos);
    } else {
      race.moveDeadline(latestDeadline());
      onTimePassed(nowNanos);
    }
  }

  /** The latest deadline of the callers who wait. */
  public Deadline deadline() {
    return race.deadline();
  }

  /** When {@link #onTimePassed} must be called next. */
  public long nextDueNanos() {
    long raceDueNanos = race.nextDueNanos();
    Waiting<C> first = waiting.peek();
    boolean callerFirst = first != null && first.deadline.atNanos() - raceDueNanos < 0;
    return callerFirst ? first.deadline.atNanos() : raceDueNanos;
  }

  /** Whether the race has its verdict. */
  public boolean isOver() {
    return race.isOver();
  }

  /** As {@link Race#attempts}. */
  public List<Attempt> attempts() {
    return race.attempts();
  }

  /**
   * Answers the callers whose deadline is reached, if others wait longer.
   *
   * @return the later of {@code nowNanos} and the time of the last event
   */
  private long answerDue(long nowNanos) {
    long latestNanos = nowNanos;
    while (!race.deadline().isReached(latestNanos)) {
      Waiting<C> first = waiting.peek();
      if (first == null || !first.deadline.isReached(latestNanos)) {
        break;
      }
      waiting.remove();
      host.answer(first.caller, race.verdictAtDeadline());
      latestNanos = race.latestOr(latestNanos);
    }
    return latestNanos;
  }

  private void stopWaiting(C caller) {
    for (Iterator<Waiting<C>> each = waiting.iterator(); each.hasNext(); ) {
      if (each.next().caller.equals(caller)) {
        each.remove();
        return;
      }
    }
  }

  private Deadline latestDeadline() {
    Deadline latest = waiting.element().deadline;
    for (Waiting<C> each : waiting) {
      latest = each.deadline.isAfter(latest) ? each.deadline : latest;
    }
    return latest;
  }

  private record Waiting<C>(C caller, Deadline deadline) implements Comparable<Waiting<C>> {
    @Override
    public int compareTo(Waiting<C> other) {
      return Long.signum(deadline.atNanos() - other.deadline.atNanos());
    }
  }

  /** Passes the race's effects to the host, and its verdict to the callers. */
  private final class RaceEffects implements Effects<B> {
    @Override
    public void launch(int number, LaunchReason reason) {
      host.launch(number, reason);
    }

    @Override
    public int permitHedges(int wanted) {
      return host.permitHedges(wanted);
    }

    @Override
    public void onHedgesShadowed(int count, LaunchReason reason) {
      host.onHedgesShadowed(count, reason);
    }

    @Override
    public void finish(Verdict<B> verdict) {
      host.finish(verdict);
      @Nullable Waiting<C> next;
      while ((next = waiting.poll()) != null) {
        host.answer(next.caller, verdict);
      }
    }

    @Override
    public void cancel(int number, CancelReason reason) {
      host.cancel(number, reason);
    }
  }
}
