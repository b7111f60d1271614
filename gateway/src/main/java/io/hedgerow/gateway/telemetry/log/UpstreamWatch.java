package io.hedgerow.gateway.telemetry.log;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when most requests fail, and says when they do not any more: two lines for an outage,
 * however long it is and whatever the load. It looks at periods of ten seconds with ten requests or
 * more. May be used by any thread.
 */
final class UpstreamWatch {
  static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);
  static final int REQUESTS_MIN = 10;

  private static final Logger LOG = LoggerFactory.getLogger("hedgerow.upstream");

  private long periodStartedNanos;
  private long requests;
  private long failures;
  private boolean isIll;

  UpstreamWatch(long nowNanos) {
    this.periodStartedNanos = nowNanos;
  }

  synchronized void onRequestEnded(boolean isFailure, long nowNanos) {
    requests++;
    failures += isFailure ? 1 : 0;
    if (nowNanos - periodStartedNanos < PERIOD_NANOS || requests < REQUESTS_MIN) {
      return;
    }
    boolean isMostly = failures * 2 > requests;
    if (isMostly && !isIll) {
      LOG.warn(
          "the upstream does not answer well: {} of the last {} requests failed; see"
              + " hedgerow_attempts_total for how",
          failures,
          requests);
    } else if (!isMostly && isIll) {
      LOG.info("the upstream is well again: {} of {} requests failed", failures, requests);
    }
    isIll = isMostly;
    periodStartedNanos = nowNanos;
    requests = 0;
    failures = 0;
  }
}
