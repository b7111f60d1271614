package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.settings.ApiSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Handles requests to the endpoints on one event loop: applies the rate limit, reads the
 * parameters, asks for admission, and starts the race.
 */
final class EndpointHandler {
  private static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
  private static final CharSequence RATE_LIMIT_POLICY =
      HttpHeaders.createOptimized("ratelimit-policy");

  private final RaceResources resources;
  private final @Nullable RateLimit rateLimit;
  private final long timeoutMaxMillis;
  private final Map<Endpoint, Plan> plans = new EnumMap<>(Endpoint.class);

  EndpointHandler(RaceResources resources, ApiSettings settings, @Nullable RateLimit rateLimit) {
    this.resources = resources;
    this.rateLimit = rateLimit;
    this.timeoutMaxMillis = settings.timeoutMax().millis();
    for (Endpoint endpoint : Endpoint.values()) {
      plans.put(endpoint, endpoint.plan(settings));
    }
  }

  /** Answers a GET or HEAD request to an endpoint. */
  void handle(ApiRequest request, Endpoint endpoint) {
    if (rateLimit != null) {
      HttpServerResponse response = request.http().response();
      RateLimit.Decision decision = rateLimit.take(request.http());
      response.putHeader(RATE_LIMIT_POLICY, rateLimit.policy());
      response.putHeader(RATE_LIMIT, decision.field());
      if (!decision.isWithin()) {
        String seconds = Long.toString(decision.seconds());
        request.answer(
            Answer.problem(
                ProblemType.RATE_LIMITED, "Quota used up", HttpHeaders.RETRY_AFTER, seconds));
        return;
      }
    }
    switch (Parameters.of(request.http().uri(), endpoint, timeoutMaxMillis)) {
      case Parameters.Invalid(String detail) ->
          request.answer(Answer.problem(ProblemType.BAD_PARAMETER, detail));
      case Parameters.Valid parameters -> admit(request, parameters);
    }
  }

  private void admit(ApiRequest request, Parameters.Valid parameters) {
    Endpoint endpoint = parameters.endpoint();
    Plan plan = plans.get(endpoint);
    if (plan == null) {
      throw new IllegalStateException("endpoint: " + endpoint + " (expected: one with a plan)");
    }
    if (resources
        .admission()
        .admits(plan.initialAttempts(), parameters.timeoutNanos(), resources.loop().nowNanos())) {
      request.race(plan, parameters, resources);
    } else {
      request.answer(parameters, Answer.refusal(endpoint, ProblemType.OVERLOADED, "Retry later"));
    }
  }
}
