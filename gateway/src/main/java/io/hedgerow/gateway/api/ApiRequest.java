package io.hedgerow.gateway.api;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.inbound.CallerConnections.OpenRequest;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.upstream.UpstreamAnswer;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of a caller, from its head to the last byte of its answer. It is answered at most
 * once. Its end is reported to the listener exactly once, after all attempts have ended.
 *
 * <p>The request's duration ends when the answer is handed to the connection. How long the caller
 * then takes to read it is reported separately, so that a slow reader does not look like a late
 * answer.
 *
 * <p>Belongs to the event loop that read it.
 */
final class ApiRequest implements RequestRace.Caller {
  /** More than any request may take. */
  private static final long CLOSE_LIMIT_MINUTES = 11;

  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  private final Loop loop;
  private final OpenRequest open;
  private final HttpServerRequest http;
  // The route's name to show in the answer; null for none.
  private final @Nullable String route;
  private final BooleanSupplier isLeaving;
  private final long startNanos;
  private final RequestListener listener;
  // Null until the parameters are known to be valid.
  private Parameters.@Nullable Valid parameters;
  // Null until the request is answered; stays null if the caller leaves first.
  private @Nullable Answer answer;
  private long answeredNanos;
  // 0 until the caller leaves without an answer.
  private long leftNanos;
  private int winner;
  // Null until its race starts.
  private @Nullable RequestRace race;
  private Future<Void> written = Future.failedFuture("nothing to write");

  /** Creates a request that has just arrived and reports it to the listener. */
  ApiRequest(
      Loop loop,
      OpenRequest open,
      HttpServerRequest http,
      LoopRoutes.@Nullable Served served,
      Listener listener,
      BooleanSupplier isLeaving) {
    this.loop = loop;
    this.open = open;
    this.http = http;
    this.route = served == null ? null : served.name();
    this.isLeaving = isLeaving;
    this.startNanos = loop.nowNanos();
    this.listener =
        listener.onRequestStarted(
            new StartedRequest(
                served == null ? null : served.destination(),
                String.valueOf(http.method()),
                http.isSSL() ? "https" : "http",
                String.valueOf(http.path()),
                http.headers(),
                startNanos));
  }

  HttpServerRequest http() {
    return http;
  }

  /** Answers without a race, before the parameters are known to be valid. */
  void answer(Answer answer) {
    write(answer);
    end();
  }

  /** Answers with a problem, without a race. */
  void refuse(ProblemType type, String detail) {
    answer(Answer.problem(type, route, detail));
  }

  /** The same with one header. */
  void refuse(ProblemType type, String detail, CharSequence header, String value) {
    answer(Answer.problem(type, route, detail, header, value));
  }

  /** Answers a valid request without a race. */
  void answer(Parameters.Valid parameters, Answer answer) {
    this.parameters = parameters;
    answer(answer);
  }

  /**
   * Runs a race and answers with its verdict.
   *
   * @param coalescing lets equal requests join the race; null if they may not
   */
  void race(
      UpstreamRequest request,
      Parameters.Valid parameters,
      RaceResources resources,
      @Nullable Coalescing coalescing) {
    this.parameters = parameters;
    long timeoutNanos = parameters.timeoutNanos();
    Deadline deadline = deadline(parameters);
    RequestRace own =
        new RequestRace(resources, request, timeoutNanos, deadline, this, listener, coalescing);
    race = own;
    listener.onRaceStarted(timeoutNanos, deadline.atNanos());
    http.response().closeHandler(_ -> onClosed());
    own.start();
  }

  /** Joins the race of an equal request; returns false if nobody can join it any more. */
  boolean join(UpstreamRequest request, Parameters.Valid parameters, Coalescing coalescing) {
    this.parameters = parameters;
    http.response().closeHandler(_ -> onClosed());
    boolean hasJoined = coalescing.join(request, this, deadline(parameters), loop.nowNanos());
    if (hasJoined && answer == null) {
      listener.onRaceJoined();
    }
    return hasJoined;
  }

  @Override
  public void onJoined(RequestRace race) {
    this.race = race;
  }

  private Deadline deadline(Parameters.Valid parameters) {
    return loop.deadlineFor(startNanos, parameters.timeoutNanos());
  }

  private void onClosed() {
    if (answer == null) {
      leftNanos = loop.nowNanos();
    }
    if (race != null) {
      race.onCallerLeft(this);
    }
  }

  @Override
  public void onVerdict(
      Verdict<UpstreamAnswer> verdict, List<Attempt> attempts, UnlaunchedHedges unlaunched) {
    winner =
        switch (verdict) {
          case Verdict.Won<UpstreamAnswer>(int number, UpstreamAnswer _) -> number;
          case Verdict.Final<UpstreamAnswer>(int number, UpstreamAnswer _) -> number;
          case Verdict.Collected<UpstreamAnswer> _,
              Verdict.UpstreamFailed<UpstreamAnswer> _,
              Verdict.DeadlineReached<UpstreamAnswer> _,
              Verdict.CallerLeft<UpstreamAnswer> _ ->
              0;
        };
    Answer answer =
        Answer.to(
            verdict,
            Objects.requireNonNull(parameters),
            route,
            attempts,
            unlaunched,
            startNanos,
            loop.nowNanos());
    if (answer != null) {
      write(answer);
    }
  }

  @Override
  public void onAborted() {
    write(Answer.problem(ProblemType.INTERNAL, route, ProblemType.SEE_LOG));
  }

  @Override
  public void onAttemptsReported() {
    end();
  }

  /** Does nothing if the request was answered or the caller has left. */
  private void write(Answer answer) {
    HttpServerResponse response = http.response();
    if (response.ended() || response.closed()) {
      return;
    }
    this.answer = answer;
    response.setStatusCode(answer.status()).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    if (answer.contentType() != null) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
    }
    if (answer.mayHaveBody()) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()));
    }
    answer.headers().forEach(response::putHeader);
    answer.passBack(response.headers());
    if (isLeaving.getAsBoolean()) {
      closeAfterAnswers();
    }
    open.onAnswered(answer.body().length());
    written = http.method().equals(HttpMethod.HEAD) ? response.end() : response.end(answer.body());
    answeredNanos = loop.nowNanos();
  }

  /**
   * Makes Vert.x close the connection once its requests in flight are answered. An HTTP/1.1 caller
   * learns that from this answer, an HTTP/2 caller from a GOAWAY.
   */
  private void closeAfterAnswers() {
    if (http.version() != HttpVersion.HTTP_2) {
      http.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    http.connection().shutdown(CLOSE_LIMIT_MINUTES, TimeUnit.MINUTES);
  }

  /** Reports the end once the answer is written, or at once if there is none. */
  private void end() {
    Answer given = answer;
    written.onComplete(_ -> onEnded(given), _ -> onEnded(null));
  }

  private void onEnded(@Nullable Answer given) {
    long nowNanos = loop.nowNanos();
    long unansweredNanos = leftNanos == 0 ? nowNanos : leftNanos;
    long doneNanos = answer == null ? unansweredNanos : answeredNanos;
    open.onEnded(nowNanos);
    listener.onRequestEnded(
        new EndedRequest(
            given == null ? RequestVerdict.CALLER_LEFT : given.verdict(),
            given == null ? 0 : given.status(),
            winner,
            parameters == null ? 0 : parameters.timeoutNanos(),
            doneNanos - startNanos,
            nowNanos - doneNanos,
            listener.traceId()));
  }
}
