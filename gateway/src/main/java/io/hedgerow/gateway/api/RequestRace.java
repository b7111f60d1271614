package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.upstream.UpstreamAttempt;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.vertx.core.MultiMap;
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
  private static final Outcome GIVEN_UP = new Outcome.Cancelled(CancelReason.SUPERSEDED);

  /** The caller, as the race sees it. */
  interface Caller {
    /** The race is over; called exactly once. */
    void onVerdict(Verdict<Buffer> verdict, Race<Buffer> race);

    /** The race broke; called instead. */
    void onBroken();

    /** All attempts have ended and the listener knows it; called once, after one of the two. */
    void onOver();
  }

  private final Loop loop;
  private final UpstreamClient upstream;
  private final Deadline deadline;
  private final Caller caller;
  private final RequestListener listener;
  private final Admission admission;
  private final Plan plan;
  private final Race<Buffer> race;
  private final @Nullable UpstreamAttempt[] attempts;
  // Bit k stands for attempt number k, whose end the listener knows.
  private int endsTold;
  private int hedgesPermitted;
  private @Nullable Timer timer;
  private boolean isBroken;
  private boolean isOver;

  RequestRace(
      Loop loop,
      UpstreamClient upstream,
      Plan plan,
      Deadline deadline,
      Caller caller,
      RequestListener listener,
      Admission admission) {
    this.loop = loop;
    this.upstream = upstream;
    this.deadline = deadline;
    this.caller = caller;
    this.listener = listener;
    this.admission = admission;
    this.plan = plan;
    this.race = new Race<>(plan, deadline, this);
    this.attempts = new UpstreamAttempt[plan.attemptsMax()];
  }

  void start() {
    tell(() -> race.start(loop.nowNanos()));
  }

  void onCallerLeft() {
    tell(() -> race.onCallerLeft(loop.nowNanos()));
  }

  @Override
  public void onAttemptSending(int number, MultiMap headers) {
    listener.onAttemptSending(number, headers);
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
  public int permitHedges(int wanted) {
    hedgesPermitted = admission.permitHedges(wanted);
    return hedgesPermitted;
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    tellEnds();
    listener.onAttemptStarted(race.attempts().get(number - 1));
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
      tellEnds();
    } catch (RuntimeException | Error e) {
      breakOff(e);
    }
  }

  /** Tells of what has ended since the last time, and of the end of all. */
  private void tellEnds() {
    boolean isDecided = race.isOver() || isBroken;
    for (Attempt attempt : race.attempts()) {
      int bit = 1 << attempt.number();
      if ((endsTold & bit) == 0 && (isDecided || !attempt.isRunning())) {
        endsTold |= bit;
        Outcome outcome = attempt.outcome();
        if (outcome == null) {
          tellEnd(attempt, GIVEN_UP, loop.nowNanos() - attempt.launchedAtNanos());
        } else {
          tellEnd(attempt, outcome, attempt.durationNanos());
        }
      }
    }
    if (isDecided && !isOver) {
      isOver = true;
      int launched = race.attempts().size();
      int unused = plan.initialAttempts() + hedgesPermitted - launched;
      admission.onPlacesUnused(unused, Math.min(unused, hedgesPermitted));
      caller.onOver();
    }
  }

  private void tellEnd(Attempt attempt, Outcome outcome, long durationNanos) {
    admission.onAttemptEnded(attempt.reason().isHedge(), outcome, durationNanos);
    listener.onAttemptEnded(attempt, outcome, durationNanos);
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
    tellEnds();
  }

  private void cancelAttempt(int number, CancelReason reason) {
    UpstreamAttempt attempt = attempts[number - 1];
    if (attempt != null) {
      attempt.cancel(reason);
    }
  }
}
