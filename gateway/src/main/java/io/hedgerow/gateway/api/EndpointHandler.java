package io.hedgerow.gateway.api;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.protection.RateLimit;
import io.hedgerow.gateway.settings.RequestSettings;
import io.hedgerow.gateway.settings.SmartSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
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
  private boolean isDraining;

  EndpointHandler(
      RaceResources resources,
      RequestSettings request,
      SmartSettings smart,
      @Nullable RateLimit rateLimit) {
    this.resources = resources;
    this.rateLimit = rateLimit;
    this.timeoutMaxMillis = request.timeoutMax().millis();
    for (Endpoint endpoint : Endpoint.values()) {
      plans.put(endpoint, endpoint.plan(smart));
    }
  }

  /** From now on new requests are rejected; those in flight go on. */
  void drain() {
    isDraining = true;
  }

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
                ProblemType.RATE_LIMITED, "ask again later", HttpHeaders.RETRY_AFTER, seconds));
        return;
      }
    }
    switch (Parameters.of(request.http(), endpoint, timeoutMaxMillis)) {
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
    if (isDraining) {
      if (request.http().version() != HttpVersion.HTTP_2) {
        request.http().response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      request.answer(
          parameters, Answer.refusal(endpoint, ProblemType.SHUTTING_DOWN, "ask another instance"));
    } else if (resources.admission().admits(plan.initialAttempts(), resources.loop().nowNanos())) {
      request.race(plan, parameters, resources);
    } else {
      request.answer(
          parameters, Answer.refusal(endpoint, ProblemType.OVERLOADED, "ask again later"));
    }
  }
}
