package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Coalescer;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.SharedRace;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.core.replica.Picks;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.HedgePermit;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.upstream.UpstreamAnswer;
import io.hedgerow.gateway.upstream.UpstreamAttempt;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the race of one request: its {@link SharedRace} decides, and this class connects it to the
 * clock, one timer, the attempts on the wire and the caller. On a route that coalesces, equal
 * requests may join; the attempts still belong to the first request. Everything runs on the event
 * loop of the requests.
 *
 * <p>A bug fails the requests of this race only: it is logged with the state of the race, running
 * attempts are cancelled, and the callers get a 500.
 */
final class RequestRace
    implements SharedRace.Host<UpstreamAnswer, RequestRace.Caller>,
        Coalescer.Joinable<RequestRace.Caller>,
        UpstreamAttempt.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(RequestRace.class);
  private static final Outcome ABORTED = new Outcome.Cancelled(CancelReason.INTERNAL_ERROR);

  /** A caller, as the race sees it. */
  interface Caller {
    /** The caller has joined this race, which an earlier caller started. */
    void onJoined(RequestRace race);

    /** The verdict for the caller; called exactly once, unless the caller has left. */
    void onVerdict(
        Verdict<UpstreamAnswer> verdict, List<Attempt> attempts, UnlaunchedHedges unlaunched);

    /** A bug ended the race; called instead of {@link #onVerdict}. */
    void onAborted();

    /**
     * The ends of all attempts have been reported, so the request may end. Called exactly once,
     * after {@link #onVerdict} or {@link #onAborted}, or when the caller has left. Attempts are
     * reported to the listener of the first caller; for a caller who joined, this may be called
     * while they run.
     */
    void onAttemptsReported();
  }

  private final Loop loop;
  private final UpstreamClient upstream;
  private final long timeoutNanos;
  private final Caller firstCaller;
  private final RequestListener listener;
  private final Admission admission;
  private final UpstreamRequest request;
  private final Plan plan;
  private final SharedRace<UpstreamAnswer, Caller> race;
  // Null if nobody may join.
  private final @Nullable Coalescing coalescing;
  // Callers who have joined and whose request has not ended; null before the first.
  private @Nullable Set<Caller> joined;
  private final Picks picks = new Picks();
  private final @Nullable UpstreamAttempt[] attempts;
  // Bit k is set once the end of attempt number k has been reported.
  private int endsReported;
  private int hedgesPermitted;
  private int hedgesShadowed;
  private UnlaunchedHedges unlaunched = UnlaunchedHedges.NONE;
  private @Nullable Timer timer;
  private boolean isAborted;
  private boolean isOver;

  RequestRace(
      RaceResources resources,
      UpstreamRequest request,
      long timeoutNanos,
      Deadline deadline,
      Caller caller,
      RequestListener listener,
      @Nullable Coalescing coalescing) {
    this.loop = resources.loop();
    this.upstream = resources.upstream();
    this.admission = resources.admission();
    this.timeoutNanos = timeoutNanos;
    this.firstCaller = caller;
    this.listener = listener;
    this.request = request;
    this.plan = request.route().plan();
    this.race = new SharedRace<>(plan, caller, deadline, this);
    this.coalescing = coalescing;
    this.attempts = new UpstreamAttempt[plan.attemptsMax()];
  }

  void start() {
    if (coalescing != null) {
      coalescing.onRaceStarted(request, this);
    }
    apply(() -> race.start(loop.nowNanos()));
  }

  @Override
  public boolean join(Caller caller, Deadline deadline, long nowNanos) {
    if (isAborted) {
      return false;
    }
    Set<Caller> all = joined == null ? new LinkedHashSet<>() : joined;
    joined = all;
    all.add(caller);
    caller.onJoined(this);
    // Stays true if a bug aborts the race, because the caller is answered then.
    boolean[] hasJoined = {true};
    apply(() -> hasJoined[0] = race.join(caller, deadline, nowNanos));
    if (!hasJoined[0]) {
      all.remove(caller);
    }
    return hasJoined[0];
  }

  void onCallerLeft(Caller caller) {
    apply(() -> race.onCallerLeft(caller, loop.nowNanos()));
    end(caller);
  }

  @Override
  public void onAttemptPlaced(int number, String replica) {
    race.attempts().get(number - 1).onPlaced(replica);
  }

  @Override
  public void onAttemptSending(int number, BiConsumer<String, String> headers) {
    listener.onAttemptSending(number, headers);
  }

  @Override
  public void onAttemptSucceeded(int number, UpstreamAnswer answer) {
    apply(() -> race.onAttemptSucceeded(number, answer.status(), answer, loop.nowNanos()));
  }

  @Override
  public void onAttemptFinal(int number, UpstreamAnswer answer) {
    apply(() -> race.onAttemptFinal(number, answer.status(), answer, loop.nowNanos()));
  }

  @Override
  public void onAttemptFailed(int number, Outcome.Failure failure) {
    apply(() -> race.onAttemptFailed(number, failure, loop.nowNanos()));
  }

  @Override
  public int permitHedges(int wanted) {
    HedgePermit permit =
        upstream.permitsHedges()
            ? admission.permitHedges(wanted, timeoutNanos)
            : admission.pauseHedges(wanted);
    hedgesPermitted = permit.count();
    ShedReason reason = permit.withheldFor();
    if (reason != null) {
      int count = wanted - permit.count();
      unlaunched = new UnlaunchedHedges(new UnlaunchedHedges.Withheld(count, reason), null);
      listener.onHedgesWithheld(count, reason);
    }
    return hedgesPermitted;
  }

  /** Gives back the places, since the upstream gets no request, but keeps the hedges' budget. */
  @Override
  public void onHedgesShadowed(int count, LaunchReason reason) {
    hedgesShadowed = count;
    unlaunched =
        new UnlaunchedHedges(unlaunched.withheld(), new UnlaunchedHedges.Shadowed(count, reason));
    admission.onPlacesUnused(count, 0);
    listener.onHedgesShadowed(count, reason, loop.nowNanos());
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    reportEnds();
    listener.onAttemptStarted(race.attempts().get(number - 1));
    attempts[number - 1] = upstream.launch(number, reason, picks, request, race.deadline(), this);
  }

  @Override
  public void cancel(int number, CancelReason reason) {
    cancelAttempt(number, reason);
  }

  @Override
  public void finish(Verdict<UpstreamAnswer> verdict) {
    switch (verdict) {
      case Verdict.Won<UpstreamAnswer> won -> onWon(won.winner());
      case Verdict.Final<UpstreamAnswer> answer -> onWon(answer.winner());
      default -> {}
    }
    stopCoalescing();
  }

  @Override
  public void answer(Caller caller, Verdict<UpstreamAnswer> verdict) {
    caller.onVerdict(verdict, race.attempts(), unlaunched);
    end(caller);
  }

  /** Ends the request of a caller who has joined; the first caller's ends with the attempts. */
  private void end(Caller caller) {
    if (joined != null && joined.remove(caller)) {
      admission.onRequestEnded();
      caller.onAttemptsReported();
    }
  }

  private void stopCoalescing() {
    if (coalescing != null) {
      coalescing.onRaceEnded(request, this);
    }
  }

  private void onWon(int number) {
    UpstreamAttempt winner = attempts[number - 1];
    // Null if the attempt ended inside its launch.
    if (winner != null) {
      winner.onWon();
    }
  }

  private void onTimer() {
    timer = null;
    apply(() -> race.onTimePassed(loop.nowNanos()));
  }

  private void apply(Runnable event) {
    if (isAborted) {
      return;
    }
    try {
      event.run();
      updateTimer();
      reportEnds();
    } catch (RuntimeException | Error e) {
      abort(e);
    }
  }

  /**
   * Reports the attempts that ended since the last call, and then the end of the race if it is
   * over.
   */
  private void reportEnds() {
    boolean isDecided = race.isOver() || isAborted;
    for (Attempt attempt : race.attempts()) {
      int bit = 1 << attempt.number();
      if ((endsReported & bit) == 0 && (isDecided || !attempt.isRunning())) {
        endsReported |= bit;
        Outcome outcome = attempt.outcome();
        if (outcome == null) {
          reportEnd(attempt, ABORTED, loop.nowNanos() - attempt.launchedAtNanos());
        } else {
          reportEnd(attempt, outcome, attempt.durationNanos());
        }
      }
    }
    if (isDecided && !isOver) {
      isOver = true;
      int launched = race.attempts().size();
      int unused = plan.initialAttempts() + hedgesPermitted - launched;
      admission.onPlacesUnused(unused - hedgesShadowed, Math.min(unused, hedgesPermitted));
      admission.onRequestEnded();
      firstCaller.onAttemptsReported();
    }
  }

  private void reportEnd(Attempt attempt, Outcome outcome, long durationNanos) {
    long launchedAtNanos = attempt.launchedAtNanos();
    admission.onAttemptEnded(
        attempt.reason(), outcome, launchedAtNanos, launchedAtNanos + durationNanos);
    listener.onAttemptEnded(attempt, outcome, durationNanos);
  }

  /** Keeps at most one timer, set to the race's next due time. */
  private void updateTimer() {
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

  private void abort(Throwable bug) {
    isAborted = true;
    LOG.error("request aborted by an internal error; its attempts: {}", race.attempts(), bug);
    if (timer != null) {
      timer.cancel();
    }
    for (int number = 1; number <= attempts.length; number++) {
      cancelAttempt(number, CancelReason.INTERNAL_ERROR);
    }
    stopCoalescing();
    firstCaller.onAborted();
    for (Caller caller : joined == null ? List.<Caller>of() : List.copyOf(joined)) {
      caller.onAborted();
      end(caller);
    }
    reportEnds();
  }

  private void cancelAttempt(int number, CancelReason reason) {
    UpstreamAttempt attempt = attempts[number - 1];
    if (attempt != null) {
      attempt.cancel(reason);
    }
  }
}
