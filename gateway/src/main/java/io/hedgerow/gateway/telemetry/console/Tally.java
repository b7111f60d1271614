package io.hedgerow.gateway.telemetry.console;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Counts and durations of the requests of one route, or of all, over some time.
 *
 * <p>Belongs to one thread at a time: to the event loop that counts, then to the {@link Console}.
 */
final class Tally {
  private final Counts<RequestVerdict> verdicts = new Counts<>(RequestVerdict.class);
  private final Counts<OutcomeKind> outcomes = new Counts<>(OutcomeKind.class);
  private final Counts<ShedReason> withheld = new Counts<>(ShedReason.class);
  private final TimeHistogram requests = new TimeHistogram();
  private final TimeHistogram attempts = new TimeHistogram();
  private final TimeHistogram headroom = new TimeHistogram();
  private final TimeHistogram timeouts = new TimeHistogram();
  private long headroomMinNanos = Long.MAX_VALUE;
  private long timeoutMinNanos = Long.MAX_VALUE;
  private long timeoutMaxNanos;
  private int raced;
  private int launched;
  private int masked;
  private int late;
  private int hedgesLaunched;
  private int hedgesWon;
  private int delayRaces;
  private int delayRacesWon;

  void onAttemptEnded(Outcome outcome, long durationNanos) {
    OutcomeKind kind = OutcomeKind.of(outcome);
    outcomes.add(kind, 1);
    attempts.record(kind.end(), durationNanos);
  }

  void onHedgeLaunched() {
    hedgesLaunched++;
  }

  void onHedgesWithheld(int count, ShedReason reason) {
    withheld.add(reason, count);
  }

  /** Counts a request that ended, with or without a race. */
  void onRequestEnded(EndedRequest request) {
    verdicts.add(request.verdict(), 1);
  }

  /**
   * Counts a race that ended. Call {@link #onRequestEnded} as well.
   *
   * @param attempts number of attempts launched; 0 if the request joined the race of another one
   */
  void onRaceEnded(EndedRequest request, int attempts) {
    raced += attempts > 0 ? 1 : 0;
    launched += attempts;
    requests.record(end(request.verdict()), request.durationNanos());
    if (request.isTimed()) {
      onTimed(request.timeoutNanos(), request.headroomNanos());
    }
  }

  private void onTimed(long timeoutNanos, long headroomNanos) {
    timeouts.record(TimeHistogram.End.ANSWERED, timeoutNanos);
    timeoutMinNanos = Math.min(timeoutMinNanos, timeoutNanos);
    timeoutMaxNanos = Math.max(timeoutMaxNanos, timeoutNanos);
    headroom.record(TimeHistogram.End.ANSWERED, headroomNanos);
    headroomMinNanos = Math.min(headroomMinNanos, headroomNanos);
    if (headroomNanos < 0) {
      late++;
    }
  }

  /** Counts a race in which the first attempt failed and another one won. */
  void onMasked() {
    masked++;
  }

  void onHedgeWon() {
    hedgesWon++;
  }

  /** Counts a race that launched hedges after the hedge delay, and was won. */
  void onDelayRaceWon(boolean byHedge) {
    delayRaces++;
    delayRacesWon += byHedge ? 1 : 0;
  }

  void add(Tally other) {
    verdicts.add(other.verdicts);
    outcomes.add(other.outcomes);
    withheld.add(other.withheld);
    requests.add(other.requests);
    attempts.add(other.attempts);
    headroom.add(other.headroom);
    timeouts.add(other.timeouts);
    headroomMinNanos = Math.min(headroomMinNanos, other.headroomMinNanos);
    timeoutMinNanos = Math.min(timeoutMinNanos, other.timeoutMinNanos);
    timeoutMaxNanos = Math.max(timeoutMaxNanos, other.timeoutMaxNanos);
    raced += other.raced;
    launched += other.launched;
    masked += other.masked;
    late += other.late;
    hedgesLaunched += other.hedgesLaunched;
    hedgesWon += other.hedgesWon;
    delayRaces += other.delayRaces;
    delayRacesWon += other.delayRacesWon;
  }

  private static TimeHistogram.End end(RequestVerdict verdict) {
    return switch (verdict) {
      case SUCCEEDED, FINAL -> TimeHistogram.End.ANSWERED;
      case DEADLINE, CALLER_LEFT -> TimeHistogram.End.UNKNOWN;
      case EMPTY,
          BAD_PARAMETER,
          MALFORMED_REQUEST,
          NOT_FOUND,
          METHOD_NOT_ALLOWED,
          BODY_NOT_ACCEPTED,
          URI_TOO_LONG,
          RATE_LIMITED,
          HEADERS_TOO_LARGE,
          INTERNAL,
          UPSTREAM_FAILED,
          OVERLOADED ->
          TimeHistogram.End.FAILED;
    };
  }

  TimeHistogram requests() {
    return requests;
  }

  TimeHistogram attempts() {
    return attempts;
  }

  int raced() {
    return raced;
  }

  int hedgesLaunched() {
    return hedgesLaunched;
  }

  int withheld(ShedReason reason) {
    return withheld.of(reason);
  }

  int outcomes(OutcomeKind kind) {
    return outcomes.of(kind);
  }

  /** Races that launched hedges after the hedge delay, and were won. */
  int delayRaces() {
    return delayRaces;
  }

  /** Those {@link #delayRaces} that a hedge won. */
  int delayRacesWon() {
    return delayRacesWon;
  }

  /** The median of the callers' timeouts, in milliseconds; NaN without any. */
  double timeoutMedianMillis() {
    double median = timeouts.quantileMillis(0.5);
    return timeoutMaxNanos == 0
        ? Double.NaN
        : Math.clamp(median, Json.millis(timeoutMinNanos), Json.millis(timeoutMaxNanos));
  }

  /** The callers' timeouts, in milliseconds, as JSON; null without any. */
  @Nullable JsonObject timeouts() {
    return timeoutMaxNanos == 0
        ? null
        : new JsonObject()
            .put("min", Json.millis(timeoutMinNanos))
            .put("p50", Json.rounded(timeoutMedianMillis()))
            .put("max", Json.millis(timeoutMaxNanos));
  }

  /**
   * The point of a second as JSON, without its time and load.
   *
   * @param recent the last seconds, for percentiles
   */
  JsonObject point(Tally recent) {
    return new JsonObject()
        .put(
            "requests",
            new JsonObject()
                .put("count", verdicts.sum())
                .put("verdicts", verdicts.json())
                .put("raced", raced)
                .put("masked", masked)
                .put("late", late)
                .put("ms", Json.percentiles(recent.requests))
                .put("headroomMs", headroomJson(recent)))
        .put(
            "attempts",
            new JsonObject()
                .put("count", outcomes.sum())
                .put("outcomes", outcomes.json())
                .put("ms", Json.percentiles(recent.attempts))
                .put("perRequest", raced == 0 ? null : Json.share((double) launched / raced)))
        .put(
            "hedges",
            new JsonObject()
                .put("launched", hedgesLaunched)
                .put("won", hedgesWon)
                .put("withheld", withheld.json()));
  }

  private JsonObject headroomJson(Tally recent) {
    double median = recent.headroom.quantileMillis(0.5);
    return new JsonObject()
        .put("p50", Json.orNull(Math.max(median, Json.millis(recent.headroomMinNanos))))
        .put("min", headroomMinNanos == Long.MAX_VALUE ? null : Json.millis(headroomMinNanos));
  }
}
