package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.inbound.CallerConnections;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.protection.Admission;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API on one event loop: finds the endpoint, checks the parameters, starts the race, writes the
 * answer.
 */
public final class ApiServer {
  /** The most attempts that any endpoint makes. */
  public static final int MAX_ATTEMPTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final CharSequence SERVER_TIMING = HttpHeaders.createOptimized("server-timing");
  private static final CharSequence DEGRADED = HttpHeaders.createOptimized("hedgerow-degraded");
  private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence RATE_LIMIT_POLICY =
      HttpHeaders.createOptimized("ratelimit-policy");
  private static final String ALLOWED_METHODS = "GET, HEAD";
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final String SEE_LOG = "see the server's log";
  private static final Buffer PROBLEMS_PAGE = Buffer.buffer(ProblemsPage.html());

  private static final long CLOSE_LIMIT_SECONDS = 1;

  // Error codes of HTTP/2: RFC 9113, section 7.
  private static final long NO_ERROR = 0;
  private static final long CANCEL = 8;

  private final Loop loop;
  private final Settings settings;
  private final UpstreamClient upstream;
  private final Listener listener;
  private final Admission admission;
  private final CallerConnections connections;
  private final @Nullable RateLimit rateLimit;
  private boolean isDraining;

  public ApiServer(
      Loop loop,
      Settings settings,
      UpstreamClient upstream,
      Listener listener,
      Admission admission,
      CallerConnections connections,
      @Nullable RateLimit rateLimit) {
    this.loop = loop;
    this.settings = settings;
    this.upstream = upstream;
    this.listener = listener;
    this.admission = admission;
    this.connections = connections;
    this.rateLimit = rateLimit;
  }

  /** From now on new requests are refused; those in flight go on. */
  public void drain() {
    isDraining = true;
  }

  /** Serves a request that Vert.x could parse. */
  public void handle(HttpServerRequest http) {
    ProblemType refusal = RequestShape.refusal(http);
    if (refusal != null) {
      refuseAndClose(http, refusal);
      return;
    }
    if (http.version() == HttpVersion.HTTP_2) {
      // A body of unknown length; there is none yet, and its stream ends with the first byte of it.
      http.handler(data -> endOnBody(http, data));
    }
    String path = String.valueOf(http.path());
    Endpoint endpoint = Endpoint.of(path);
    ApiRequest request = new ApiRequest(loop, connections, http, endpoint, listener);
    try {
      route(request, endpoint, path);
    } catch (RuntimeException e) {
      LOG.error("a request was given up because of a bug: {} {}", http.method(), http.uri(), e);
      request.answer(Answer.problem(ProblemType.INTERNAL, SEE_LOG));
    }
  }

  /** Answers a request that Vert.x could not parse, and closes its connection. */
  public void handleInvalid(HttpServerRequest http) {
    ProblemType type =
        switch (http.decoderResult().cause()) {
          case TooLongHttpLineException _ -> ProblemType.URI_TOO_LONG;
          case TooLongHttpHeaderException _ -> ProblemType.HEADERS_TOO_LARGE;
          case null, default -> ProblemType.MALFORMED_REQUEST;
        };
    refuseAndClose(http, type);
  }

  /** Nothing that follows on the connection, or on the stream of HTTP/2, is looked at. */
  private void refuseAndClose(HttpServerRequest http, ProblemType type) {
    boolean isStream = http.version() == HttpVersion.HTTP_2;
    if (!isStream) {
      http.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      // Before the answer, as Vert.x serves what it has read meanwhile. It drops the body until its
      // end or the limit, so that a caller in the middle of it is not reset and sees the answer.
      http.connection().shutdown(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    new ApiRequest(loop, connections, http, null, listener)
        .answer(Answer.problem(type, type.title()));
    if (isStream) {
      http.response().reset(NO_ERROR);
    }
  }

  private static void endOnBody(HttpServerRequest http, Buffer data) {
    if (data.length() > 0) {
      http.response().reset(CANCEL);
    }
  }

  private void route(ApiRequest request, @Nullable Endpoint endpoint, String path) {
    if (endpoint == null && !path.equals(ProblemsPage.PATH)) {
      String detail =
          "%s (expected: /api/all, /api/first, /api/within-timeout or /api/smart)"
              .formatted(Parameters.shortened(path));
      request.answer(Answer.problem(ProblemType.NOT_FOUND, detail));
    } else if (!RequestShape.isRead(request.http())) {
      request.response().putHeader(HttpHeaders.ALLOW, ALLOWED_METHODS);
      String method = request.http().method().name();
      String detail = Parameters.shortened(method) + " (expected: GET or HEAD)";
      request.answer(Answer.problem(ProblemType.METHOD_NOT_ALLOWED, detail));
    } else if (endpoint == null) {
      request.answer(Answer.page(PROBLEMS_PAGE));
    } else if (isWithinRateLimit(request)) {
      serve(request, endpoint);
    }
  }

  /** Whether its caller may ask now; one that may not is told when. */
  private boolean isWithinRateLimit(ApiRequest request) {
    if (rateLimit == null) {
      return true;
    }
    RateLimit.Decision decision = rateLimit.take(request.http());
    request.response().putHeader(RATE_LIMIT_POLICY, rateLimit.policy());
    request.response().putHeader(RATE_LIMIT, decision.field());
    if (!decision.isWithin()) {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(decision.seconds()));
      request.answer(Answer.problem(ProblemType.RATE_LIMITED, "ask again later"));
    }
    return decision.isWithin();
  }

  private void serve(ApiRequest request, Endpoint endpoint) {
    long timeoutMaxMillis = settings.request().timeoutMax().millis();
    switch (Parameters.of(request.http(), endpoint, timeoutMaxMillis)) {
      case Parameters.Invalid(String detail) ->
          request.answer(Answer.problem(ProblemType.BAD_PARAMETER, detail));
      case Parameters.Valid parameters -> {
        request.onTimeoutKnown(parameters.timeoutMillis() * 1_000_000);
        Plan plan = endpoint.plan(settings);
        if (isDraining) {
          closeAfter(request);
          refuse(request, endpoint, ProblemType.SHUTTING_DOWN, "ask another instance");
        } else if (admission.admits(plan.initialAttempts(), loop.nowNanos())) {
          race(request, endpoint, plan, parameters);
        } else {
          refuse(request, endpoint, ProblemType.OVERLOADED, "ask again later");
        }
      }
    }
  }

  private static void closeAfter(ApiRequest request) {
    if (request.http().version() != HttpVersion.HTTP_2) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
  }

  /** Answers without a race; an endpoint that never fails answers that it has nothing. */
  private static void refuse(
      ApiRequest request, Endpoint endpoint, ProblemType type, String detail) {
    if (endpoint == Endpoint.WITHIN_TIMEOUT) {
      request.response().putHeader(DEGRADED, type.reason());
      request.answer(Answer.nothing(type));
    } else {
      request.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      request.answer(Answer.problem(type, detail));
    }
  }

  private void race(ApiRequest request, Endpoint endpoint, Plan plan, Parameters.Valid parameters) {
    RequestRace race =
        new RequestRace(
            loop,
            upstream,
            plan,
            loop.deadlineFor(request.startNanos(), parameters.timeoutMillis() * 1_000_000),
            new RacingCaller(request, endpoint, parameters),
            request.listener(),
            admission);
    request.response().closeHandler(_ -> race.onCallerLeft());
    race.start();
  }

  /** The caller of one request, as its race sees it. */
  private final class RacingCaller implements RequestRace.Caller {
    private final ApiRequest request;
    private final Endpoint endpoint;
    private final Parameters.Valid parameters;
    private boolean isSuccess;

    RacingCaller(ApiRequest request, Endpoint endpoint, Parameters.Valid parameters) {
      this.request = request;
      this.endpoint = endpoint;
      this.parameters = parameters;
    }

    @Override
    public void onVerdict(Verdict<Buffer> verdict, Race<Buffer> race) {
      isSuccess = verdict instanceof Verdict.Won || verdict instanceof Verdict.Collected;
      List<Attempt> attempts = race.attempts();
      if (!attempts.isEmpty() && !request.response().closed()) {
        String timing = ServerTiming.of(attempts, request.startNanos());
        request.response().putHeader(SERVER_TIMING, timing);
      }
      request.answerRace(
          verdict,
          Answer.to(
              verdict, endpoint, parameters, attempts, request.startNanos(), loop.nowNanos()));
    }

    @Override
    public void onBroken() {
      request.write(Answer.problem(ProblemType.INTERNAL, SEE_LOG));
    }

    @Override
    public void onOver() {
      admission.onRequestEnded(isSuccess);
      request.end();
    }
  }
}
