package io.hedgerow.gateway.protection;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.hedgerow.gateway.settings.RateLimitSettings;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Limits how many requests each caller may make: one token bucket per tracked caller. Shared by all
 * event loops, because one caller's connections can arrive at any of them. Safe for use by any
 * thread.
 */
public final class RateLimit {
  /**
   * The decision on one request.
   *
   * @param isWithin whether the request is within the quota
   * @param remaining requests the caller may still make now
   * @param seconds until the quota is full again or, for a rejected request, until the next request
   *     is permitted
   */
  public record Decision(boolean isWithin, long remaining, long seconds) {
    /** The value of the field {@code RateLimit}. */
    public String field() {
      return "\"caller\";r=" + remaining + ";t=" + seconds;
    }
  }

  private final CallerKey key;
  private final LoadingCache<String, Bucket> buckets;
  private final String policy;

  /** A limit by the system's clock. */
  public static RateLimit of(RateLimitSettings settings) {
    return new RateLimit(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  /** Every caller starts with a full quota. */
  RateLimit(RateLimitSettings settings, TimeMeter clock) {
    Duration window = Duration.ofMillis(settings.window().millis());
    Bandwidth bandwidth =
        Bandwidth.builder()
            .capacity(settings.requests())
            .refillGreedy(settings.requests(), window)
            .build();
    this.key = new CallerKey(settings);
    this.policy = "\"caller\";q=" + settings.requests() + ";w=" + window.toSeconds();
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(settings.callersMax())
            // After that time the bucket is full, like a new one.
            .expireAfterAccess(window)
            .ticker(clock::currentTimeNanos)
            .executor(Runnable::run)
            .build(
                _ -> Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(clock).build());
  }

  /** Takes one request from its caller's quota, if any is left. */
  public Decision take(HttpServerRequest http) {
    return take(key.of(http));
  }

  Decision take(String caller) {
    ConsumptionProbe probe = buckets.get(caller).tryConsumeAndReturnRemaining(1);
    long nanos =
        probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
    return new Decision(
        probe.isConsumed(),
        probe.getRemainingTokens(),
        Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)));
  }

  /** The value of the field {@code RateLimit-Policy}. */
  public String policy() {
    return policy;
  }

  /** Callers tracked. */
  public long callers() {
    return buckets.estimatedSize();
  }
}
