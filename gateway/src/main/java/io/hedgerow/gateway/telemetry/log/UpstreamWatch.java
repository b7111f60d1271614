package io.hedgerow.gateway.telemetry.log;

import static java.util.Map.Entry.comparingByValue;
import static java.util.stream.Collectors.joining;

import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.telemetry.UpstreamState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the health of one upstream by its attempts, in periods of ten seconds with at least ten
 * attempts. While more than half of them fail, it logs one warning per period, with the most
 * frequent causes; one line says that the upstream recovered. Answers to callers are ignored,
 * because a route may answer 200 although every attempt failed. Attempts that say nothing about the
 * upstream do not count, nor do timeouts after less than a second.
 *
 * <p>Any thread may call it.
 */
final class UpstreamWatch {
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int ATTEMPTS_MIN = 10;
  private static final int CAUSES_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger("hedgerow.upstream");

  private final Map<String, Integer> failures = new HashMap<>();
  private final String upstream;
  private long periodStartedNanos;
  private int attempts;
  private int failed;
  private volatile boolean isUnhealthy;

  UpstreamWatch(String upstream, long nowNanos) {
    this.upstream = upstream;
    this.periodStartedNanos = nowNanos;
  }

  /** Whether most attempts of the last period failed. */
  boolean isUnhealthy() {
    return isUnhealthy;
  }

  void onAttemptEnded(Outcome outcome, long durationNanos, long nowNanos) {
    switch (UpstreamState.of(outcome)) {
      case UNKNOWN -> {}
      case SUCCESS -> onSucceeded(nowNanos);
      case TIMEOUT -> {
        if (UpstreamState.isInformativeTimeout(durationNanos)) {
          onFailed(outcome, nowNanos);
        }
      }
      case SERVICE_ERROR, UNAVAILABLE, INVALID -> onFailed(outcome, nowNanos);
    }
  }

  private synchronized void onSucceeded(long nowNanos) {
    endPeriod(nowNanos);
    attempts++;
  }

  private synchronized void onFailed(Outcome outcome, long nowNanos) {
    endPeriod(nowNanos);
    attempts++;
    failed++;
    failures.merge(cause(outcome), 1, Integer::sum);
  }

  private void endPeriod(long nowNanos) {
    long lengthNanos = nowNanos - periodStartedNanos;
    if (lengthNanos < PERIOD_NANOS || attempts < ATTEMPTS_MIN) {
      return;
    }
    judge(TimeUnit.NANOSECONDS.toSeconds(lengthNanos));
    periodStartedNanos = nowNanos;
    attempts = 0;
    failed = 0;
    failures.clear();
  }

  private void judge(long seconds) {
    boolean wasUnhealthy = isUnhealthy;
    isUnhealthy = failed * 2 > attempts;
    if (isUnhealthy) {
      LOG.warn(
          "upstream {} unhealthy: {} of {} attempts failed in {} s ({}){}",
          upstream,
          failed,
          attempts,
          seconds,
          causes(),
          wasUnhealthy ? "" : "; requests it fails are not logged until it recovers");
    } else if (wasUnhealthy) {
      LOG.info(
          "upstream {} recovered: {} of {} attempts failed in {} s",
          upstream,
          failed,
          attempts,
          seconds);
    }
  }

  private String causes() {
    return failures.entrySet().stream()
        .sorted(comparingByValue(Comparator.<Integer>reverseOrder()))
        .limit(CAUSES_MAX)
        .map(cause -> cause.getValue() + " " + cause.getKey())
        .collect(joining(", "));
  }

  /** A cause from a small set: statuses have three digits, but details may be any text. */
  private static String cause(Outcome outcome) {
    return switch (outcome) {
      case Outcome.BadStatus bad -> bad.label() + " " + bad.status();
      case Outcome.Unreachable unreachable -> unreachable.detail();
      case Outcome.Answer _, Outcome.Cancelled _, Outcome.TimedOut _ -> outcome.label();
      case Outcome.BadPayload _, Outcome.TooLarge _, Outcome.ConnectionLost _ -> outcome.label();
    };
  }
}
