package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Effects;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real race under virtual time, reported to a listener as the gateway does it. */
final class ReportedRace implements Effects<String> {
  static final long TIMEOUT_MILLIS = 1000;
  static final long DEADLINE_MILLIS = 997;

  private final RequestListener listener;
  private final Race<String> race;
  private final long startNanos;
  private int endsReported;
  private @Nullable Verdict<String> verdict;

  /** Reports the arrival of the request and starts its race. */
  ReportedRace(Listener listener, StartedRequest request) {
    this.listener = listener.onRequestStarted(request);
    this.startNanos = request.startNanos();
    Route route = Objects.requireNonNull(request.destination()).match().route();
    Deadline deadline = Deadline.after(startNanos, nanos(DEADLINE_MILLIS));
    this.race = new Race<>(route.plan(), deadline, this);
    this.listener.onRaceStarted(nanos(TIMEOUT_MILLIS), deadline.atNanos());
    race.start(startNanos);
  }

  ReportedRace succeed(int number, long atMillis) {
    race.onAttemptSucceeded(number, 200, "body", at(atMillis));
    return reportEnds();
  }

  ReportedRace answerFinally(int number, long atMillis) {
    race.onAttemptFinal(number, 404, "gone", at(atMillis));
    return reportEnds();
  }

  ReportedRace fail(int number, long atMillis) {
    race.onAttemptFailed(number, new Outcome.BadStatus(503), at(atMillis));
    return reportEnds();
  }

  ReportedRace pass(long atMillis) {
    race.onTimePassed(at(atMillis));
    return reportEnds();
  }

  /** Reports that the answer is written. */
  void end(long atMillis) {
    Verdict<String> decided = Objects.requireNonNull(verdict);
    RequestVerdict word =
        switch (decided) {
          case Verdict.Won<String> _, Verdict.Collected<String> _ -> RequestVerdict.SUCCEEDED;
          case Verdict.Final<String> _ -> RequestVerdict.FINAL;
          case Verdict.UpstreamFailed<String> _ -> RequestVerdict.UPSTREAM_FAILED;
          case Verdict.DeadlineReached<String> _ -> RequestVerdict.DEADLINE;
          case Verdict.CallerLeft<String> _ -> RequestVerdict.CALLER_LEFT;
        };
    int winner =
        switch (decided) {
          case Verdict.Won<String> won -> won.winner();
          case Verdict.Final<String> answer -> answer.winner();
          default -> 0;
        };
    listener.onRequestEnded(
        new EndedRequest(
            word, 200, winner, nanos(TIMEOUT_MILLIS), at(atMillis) - startNanos, 0, "abc"));
  }

  RequestListener listener() {
    return listener;
  }

  private ReportedRace reportEnds() {
    for (Attempt attempt : race.attempts()) {
      Outcome outcome = attempt.outcome();
      if (outcome != null && (endsReported & 1 << attempt.number()) == 0) {
        endsReported |= 1 << attempt.number();
        listener.onAttemptEnded(attempt, outcome, attempt.durationNanos());
      }
    }
    return this;
  }

  private long at(long millis) {
    return startNanos + nanos(millis);
  }

  static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public void launch(int number, LaunchReason reason) {
    Attempt attempt = race.attempts().get(number - 1);
    attempt.onPlaced("cat-" + number + ":80");
    listener.onAttemptStarted(attempt);
  }

  @Override
  public void finish(Verdict<String> verdict) {
    this.verdict = verdict;
  }

  @Override
  public void cancel(int number, CancelReason reason) {}
}
