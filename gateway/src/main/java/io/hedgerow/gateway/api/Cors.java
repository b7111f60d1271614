package io.hedgerow.gateway.api;

import io.hedgerow.gateway.settings.CorsSettings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Lets web pages of the configured origins read answers (Fetch standard, "CORS protocol"),
 * including the headers about the race, and their timing (Resource Timing).
 *
 * <p>Answers are {@code no-store}, so no cache can mix up origins. Routes on which an upstream's
 * own {@code Cache-Control} may pass need {@code Vary: Origin}.
 */
final class Cors {
  private static final CharSequence TIMING_ALLOW_ORIGIN =
      HttpHeaders.createOptimized("timing-allow-origin");
  private static final CharSequence EXPOSED =
      HttpHeaders.createOptimized(
          "Server-Timing, Retry-After, RateLimit, RateLimit-Policy, Hedgerow-Degraded");
  private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, HEAD");
  private static final CharSequence ANY_HEADER = HttpHeaders.createOptimized("*");
  private static final CharSequence MAX_AGE_SECONDS = HttpHeaders.createOptimized("600");

  private final CorsSettings settings;

  Cors(CorsSettings settings) {
    this.settings = settings;
  }

  /** Adds headers to the answer if the request comes from an allowed origin. */
  void addHeaders(HttpServerRequest http) {
    String allowed = allowed(http);
    if (allowed != null) {
      http.response()
          .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, allowed)
          .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
          .putHeader(TIMING_ALLOW_ORIGIN, allowed);
    }
  }

  /** Tells caches that the answer depends on the origin; for answers that may be stored. */
  void addVary(HttpServerResponse response) {
    response.headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
  }

  /** Whether this is a preflight request from an allowed origin. */
  boolean isPreflight(HttpServerRequest http) {
    return http.method().equals(HttpMethod.OPTIONS)
        && http.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)
        && allowed(http) != null;
  }

  /** Adds the headers for the answer to a preflight request. */
  void addPreflightHeaders(HttpServerResponse response) {
    response
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ANY_HEADER)
        .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
  }

  /** The origin to allow, {@code *} for any, or null. */
  private @Nullable String allowed(HttpServerRequest http) {
    String origin = http.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      return null;
    }
    if (settings.allowedOrigins().contains(CorsSettings.ANY)) {
      return CorsSettings.ANY;
    }
    return settings.allowedOrigins().contains(origin) ? origin : null;
  }
}
