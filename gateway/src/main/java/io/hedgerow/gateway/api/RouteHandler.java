package io.hedgerow.gateway.api;

import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.upstream.UpstreamRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Handles a request of a route: applies the rate limit, reads the parameters, asks for admission,
 * and starts the race.
 */
final class RouteHandler {
  private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence RATE_LIMIT_POLICY =
      HttpHeaders.createOptimized("ratelimit-policy");

  private RouteHandler() {}

  /** Handles a request whose method the route accepts. */
  static void handle(ApiRequest request, LoopRoutes.Served served) {
    RateLimit rateLimit = served.resources().rateLimit();
    if (rateLimit != null) {
      HttpServerResponse response = request.http().response();
      RateLimit.Decision decision = rateLimit.take(request.http());
      response.putHeader(RATE_LIMIT_POLICY, rateLimit.policy());
      response.putHeader(RATE_LIMIT, decision.field());
      if (!decision.isWithin()) {
        String seconds = Long.toString(decision.seconds());
        request.refuse(ProblemType.RATE_LIMITED, "Quota used up", HttpHeaders.RETRY_AFTER, seconds);
        return;
      }
    }
    HttpServerRequest http = request.http();
    Route route = served.match().route();
    String problem = PassThrough.problem(http.query(), http.headers(), route);
    if (problem != null) {
      request.refuse(ProblemType.MALFORMED_REQUEST, problem);
      return;
    }
    switch (Parameters.of(http.uri(), http.headers(), route)) {
      case Parameters.Invalid(String detail) -> request.refuse(ProblemType.BAD_PARAMETER, detail);
      case Parameters.Valid parameters -> admit(request, served, parameters);
    }
  }

  private static void admit(
      ApiRequest request, LoopRoutes.Served served, Parameters.Valid parameters) {
    Coalescing coalescing = served.coalescing();
    if (coalescing == null) {
      if (isAdmitted(request, served, parameters, initialAttempts(served))) {
        request.race(asked(request, served), parameters, served.resources(), null);
      }
    } else {
      coalesce(request, served, parameters, coalescing);
    }
  }

  /** Joins the race of an equal request, which needs no places for attempts, or starts a race. */
  private static void coalesce(
      ApiRequest request,
      LoopRoutes.Served served,
      Parameters.Valid parameters,
      Coalescing coalescing) {
    UpstreamRequest asked = asked(request, served);
    if (coalescing.hasRace(asked)) {
      if (!isAdmitted(request, served, parameters, 0)
          || request.join(asked, parameters, coalescing)) {
        return;
      }
      served.resources().admission().onRequestEnded();
    }
    if (isAdmitted(request, served, parameters, initialAttempts(served))) {
      request.race(asked, parameters, served.resources(), coalescing);
    }
  }

  /** Admits the request with its attempts, or rejects it with an answer. */
  private static boolean isAdmitted(
      ApiRequest request, LoopRoutes.Served served, Parameters.Valid parameters, int attempts) {
    RaceResources resources = served.resources();
    long nowNanos = resources.loop().nowNanos();
    if (resources.admission().admits(attempts, parameters.timeoutNanos(), nowNanos)) {
      return true;
    }
    request.answer(parameters, Answer.overloaded(served.match().route(), served.name()));
    return false;
  }

  private static int initialAttempts(LoopRoutes.Served served) {
    return served.match().route().plan().initialAttempts();
  }

  private static UpstreamRequest asked(ApiRequest request, LoopRoutes.Served served) {
    HttpServerRequest http = request.http();
    return PassThrough.of(http.query(), http.headers(), served.match());
  }
}
