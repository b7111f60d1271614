package io.hedgerow.gateway.api;

import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.route.Match;
import io.hedgerow.gateway.route.Route;
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

  /** Answers a request of a route, with a method that the route accepts. */
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
    Match match = served.match();
    RaceResources resources = served.resources();
    Route route = match.route();
    int attempts = route.plan().initialAttempts();
    long nowNanos = resources.loop().nowNanos();
    if (resources.admission().admits(attempts, parameters.timeoutNanos(), nowNanos)) {
      HttpServerRequest http = request.http();
      request.race(PassThrough.of(http.query(), http.headers(), match), parameters, resources);
    } else {
      request.answer(parameters, Answer.overloaded(route, served.name()));
    }
  }
}
