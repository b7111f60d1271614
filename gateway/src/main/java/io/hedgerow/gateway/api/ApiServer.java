package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Race;
import io.hedgerow.core.race.Verdict;
import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.settings.Settings;
import io.hedgerow.gateway.upstream.UpstreamClient;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
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
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final String ALLOWED_METHODS = "GET, HEAD";
  private static final String RETRY_AFTER_SECONDS = "1";
  private static final Buffer PROBLEMS_PAGE = Buffer.buffer(ProblemsPage.html());

  private final Loop loop;
  private final Settings settings;
  private final UpstreamClient upstream;
  private int inFlight;
  private boolean isDraining;

  public ApiServer(Loop loop, Settings settings, UpstreamClient upstream) {
    this.loop = loop;
    this.settings = settings;
    this.upstream = upstream;
  }

  /** Requests whose race has no verdict yet. */
  public int inFlight() {
    return inFlight;
  }

  /** From now on new requests are refused; those in flight go on. */
  public void drain() {
    isDraining = true;
  }

  /** Serves a request that Vert.x could parse. */
  public void handle(HttpServerRequest request) {
    long startNanos = loop.nowNanos();
    try {
      route(request, startNanos);
    } catch (RuntimeException e) {
      LOG.error(
          "a request was given up because of a bug: {} {}", request.method(), request.uri(), e);
      if (!request.response().ended()) {
        write(request, Answer.problem(ProblemType.INTERNAL, "see the server's log"));
      }
    }
  }

  /** Answers a request that Vert.x could not parse, and closes its connection. */
  public void handleInvalid(HttpServerRequest request) {
    ProblemType type =
        switch (request.decoderResult().cause()) {
          case TooLongHttpLineException _ -> ProblemType.URI_TOO_LONG;
          case TooLongHttpHeaderException _ -> ProblemType.HEADERS_TOO_LARGE;
          case null, default -> ProblemType.MALFORMED_REQUEST;
        };
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    write(request, Answer.problem(type, type.title()));
    request.connection().close();
  }

  private void route(HttpServerRequest request, long startNanos) {
    String path = String.valueOf(request.path());
    Endpoint endpoint = Endpoint.of(path);
    if (endpoint == null && !path.equals(ProblemsPage.PATH)) {
      String detail =
          "%s (expected: /api/all, /api/first, /api/within-timeout or /api/smart)"
              .formatted(Parameters.shortened(path));
      write(request, Answer.problem(ProblemType.NOT_FOUND, detail));
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      request.response().putHeader(HttpHeaders.ALLOW, ALLOWED_METHODS);
      String method = Parameters.shortened(request.method().name());
      String detail = method + " (expected: GET or HEAD)";
      write(request, Answer.problem(ProblemType.METHOD_NOT_ALLOWED, detail));
    } else if (endpoint == null) {
      write(request, new Answer(200, "text/html; charset=utf-8", PROBLEMS_PAGE));
    } else {
      long timeoutMaxMillis = settings.request().timeoutMax().millis();
      switch (Parameters.of(request, endpoint, timeoutMaxMillis)) {
        case Parameters.Invalid(String detail) ->
            write(request, Answer.problem(ProblemType.BAD_PARAMETER, detail));
        case Parameters.Valid parameters -> {
          if (isDraining) {
            refuse(request, endpoint);
          } else {
            race(request, endpoint, parameters, startNanos);
          }
        }
      }
    }
  }

  /** Answers without a race; an endpoint that never fails answers that it has nothing. */
  private void refuse(HttpServerRequest request, Endpoint endpoint) {
    ProblemType type = ProblemType.SHUTTING_DOWN;
    HttpServerResponse response = request.response();
    if (request.version() != HttpVersion.HTTP_2) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (endpoint == Endpoint.WITHIN_TIMEOUT) {
      response.putHeader(DEGRADED, type.reason());
      write(request, Answer.NOTHING);
    } else {
      response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
      write(request, Answer.problem(type, "ask another instance"));
    }
  }

  private void race(
      HttpServerRequest request, Endpoint endpoint, Parameters.Valid parameters, long startNanos) {
    long timeoutNanos = parameters.timeoutMillis() * 1_000_000;
    RequestRace race =
        new RequestRace(
            loop,
            upstream,
            endpoint.plan(settings),
            loop.deadlineFor(startNanos, timeoutNanos),
            new HttpCaller(request, endpoint, parameters, startNanos));
    inFlight++;
    request.response().closeHandler(_ -> race.onCallerLeft());
    race.start();
  }

  private void write(HttpServerRequest request, Answer answer) {
    HttpServerResponse response = request.response();
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length()))
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(answer.body());
    }
  }

  /** The caller of one request, reached through its HTTP response. */
  private final class HttpCaller implements RequestRace.Caller {
    private final HttpServerRequest request;
    private final Endpoint endpoint;
    private final Parameters.Valid parameters;
    private final long startNanos;
    private boolean isDone;

    HttpCaller(
        HttpServerRequest request,
        Endpoint endpoint,
        Parameters.Valid parameters,
        long startNanos) {
      this.request = request;
      this.endpoint = endpoint;
      this.parameters = parameters;
      this.startNanos = startNanos;
    }

    @Override
    public void onVerdict(Verdict<Buffer> verdict, Race<Buffer> race) {
      leave();
      Answer answer =
          Answer.to(verdict, endpoint, parameters, race.attempts(), startNanos, loop.nowNanos());
      if (answer != null && !request.response().closed()) {
        if (!race.attempts().isEmpty()) {
          request.response().putHeader(SERVER_TIMING, ServerTiming.of(race.attempts()));
        }
        write(request, answer);
      }
    }

    @Override
    public void onBroken() {
      leave();
      if (!request.response().ended() && !request.response().closed()) {
        write(request, Answer.problem(ProblemType.INTERNAL, "see the server's log"));
      }
    }

    private void leave() {
      if (!isDone) {
        isDone = true;
        inFlight--;
      }
    }
  }
}
