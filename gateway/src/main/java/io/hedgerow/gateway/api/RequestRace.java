package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.upstream.UpstreamAttempt;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The race of one request, connected: its {@link Race} decides, and this gives it the clock, one
 * timer, attempts on the wire and the caller. Everything runs on the event loop of the request.
 *
 * <p>A bug on the way fails this request only: it is logged with the state of the race, whatever
 * runs is cancelled, and the caller gets a 500.
 */
final class RequestRace implements Effects<Buffer>, UpstreamAttempt.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RequestRace.class);

  /** The caller, as the race sees it. */
  interface Caller {
    /** The race is over; called exactly once. */
    void onVerdict(Verdict<Buffer> verdict, Race<Buffer> race);

    /** The race broke; called instead. */
    void onBroken();
  }

  private final Loop loop;
  private final UpstreamClient upstream;
  private final Deadline deadline;
  private final Caller caller;
  private final Race<Buffer> race;
  private final @Nullable UpstreamAttempt[] attempts;
  private @Nullable Timer timer;
  private boolean isBroken;

  RequestRace(Loop loop, UpstreamClient upstream, Plan plan, Deadline deadline, Caller caller) {
    this.loop = loop;
    this.upstream = upstream;
    this.deadline = deadline;
    this.caller = caller;
    this.race = new Race<>(plan, deadline, this);
    this.attempts = new UpstreamAttempt[plan.maxAttempts()];
  }

  void start() {
    tell(() -> race.start(loop.nowNanos()));
  }

  void onCallerLeft() {
    tell(() -> race.onCallerLeft(loop.nowNanos()));
  }

  @Override
  public void onAttemptSucceeded(int number, Buffer body) {
    tell(() -> race.onAttemptSucceeded(number, body, loop.nowNanos()));
  }

  @Override
  public void onAttemptFailed(int number, Outcome.Failure failure) {
    tell(() -> race.onAttemptFailed(number, failure, loop.nowNanos()));
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    attempts[number - 1] = upstream.launch(number, deadline, this);
  }

  @Override
  public void cancel(int number, CancelReason reason) {
    cancelAttempt(number, reason);
  }

  @Override
  public void finish(Verdict<Buffer> verdict) {
    caller.onVerdict(verdict, race);
  }

  private void onTimer() {
    timer = null;
    tell(() -> race.onTimePassed(loop.nowNanos()));
  }

  private void tell(Runnable event) {
    if (isBroken) {
      return;
    }
    try {
      event.run();
      keepTimer();
    } catch (RuntimeException | Error e) {
      breakOff(e);
    }
  }

  /** One timer at the most, for the next moment at which the race wants to be told the time. */
  private void keepTimer() {
    if (timer != null && !race.isOver() && timer.dueNanos() == race.nextDueNanos()) {
      return;
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    if (!race.isOver()) {
      timer = loop.scheduleAt(race.nextDueNanos(), this::onTimer);
    }
  }

  private void breakOff(Throwable bug) {
    isBroken = true;
    LOG.error("a request was given up because of a bug; its attempts: {}", race.attempts(), bug);
    if (timer != null) {
      timer.cancel();
    }
    for (int number = 1; number <= attempts.length; number++) {
      cancelAttempt(number, CancelReason.SUPERSEDED);
    }
    caller.onBroken();
  }

  private void cancelAttempt(int number, CancelReason reason) {
    UpstreamAttempt attempt = attempts[number - 1];
    if (attempt != null) {
      attempt.cancel(reason);
    }
  }
}
