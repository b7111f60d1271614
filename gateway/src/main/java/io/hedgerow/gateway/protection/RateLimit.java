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
import org.jspecify.annotations.Nullable;

/**
 * How often each caller may ask: a token bucket each, for as many callers as are remembered. Shared
 * by all event loops, as the connections of one caller come to any of them; may be used by any
 * thread.
 */
public final class RateLimit {
  /**
   * What became of one request.
   *
   * @param isWithin whether it may go on
   * @param remaining how many more the caller may make now
   * @param seconds until all of them are there again or, if it may not go on, until the next is
   */
  public record Decision(boolean isWithin, long remaining, long seconds) {
    /** The value of the field {@code RateLimit}. */
    public String field() {
      return "\"caller\";r=" + remaining + ";t=" + seconds;
    }
  }

  private final CallerNames names;
  private final LoadingCache<String, Bucket> buckets;
  private final String policy;

  /** The limit that is configured, or null for none. */
  public static @Nullable RateLimit of(@Nullable RateLimitSettings settings) {
    return settings == null ? null : new RateLimit(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  /** Nobody has asked yet. */
  RateLimit(RateLimitSettings settings, TimeMeter clock) {
    Duration window = Duration.ofMillis(settings.window().millis());
    Bandwidth bandwidth =
        Bandwidth.builder()
            .capacity(settings.requests())
            .refillGreedy(settings.requests(), window)
            .build();
    this.names = new CallerNames(settings);
    this.policy = "\"caller\";q=" + settings.requests() + ";w=" + window.toSeconds();
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(settings.callersMax())
            // By then the bucket is full, as a new one is.
            .expireAfterAccess(window)
            .ticker(clock::currentTimeNanos)
            .executor(Runnable::run)
            .build(
                _ -> Bucket.builder().addLimit(bandwidth).withCustomTimePrecision(clock).build());
  }

  /** Counts a request of its caller, if it may go on. */
  public Decision take(HttpServerRequest http) {
    return take(names.of(http));
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

  /** Callers that are remembered. */
  public long callers() {
    return buckets.estimatedSize();
  }
}
