package io.hedgerow.gateway.telemetry.log;

import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.Listener;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs requests, one line each: failed ones up to a maximum per second, and a sample of the others.
 * While an upstream is unhealthy, the summaries of its {@link UpstreamWatch} replace the lines of
 * requests that fail because of it.
 *
 * <p>Shared by all event loops.
 */
public final class RequestLog implements Listener {
  private static final Logger LOG = LoggerFactory.getLogger("hedgerow.request");

  private final Sample sample;
  private final LineLimit limit;
  // By the name of the upstream.
  private final Map<String, UpstreamWatch> watches = new ConcurrentHashMap<>();
  private final LongSupplier nowNanos;

  /**
   * A log of requests.
   *
   * @param successRatio share of successful and rejected requests that are logged, 0 to 1
   * @param failuresMax failed requests logged per second
   */
  public RequestLog(double successRatio, int failuresMax) {
    this(successRatio, failuresMax, System::nanoTime);
  }

  RequestLog(double successRatio, int failuresMax, LongSupplier nowNanos) {
    this.sample = new Sample(successRatio);
    this.limit = new LineLimit(failuresMax, nowNanos.getAsLong());
    this.nowNanos = nowNanos;
  }

  @Override
  public RequestListener onRequestStarted(StartedRequest request) {
    UpstreamWatch watch =
        watches.computeIfAbsent(
            request.upstream(), name -> new UpstreamWatch(name, nowNanos.getAsLong()));
    return new Line(request.route(), watch);
  }

  @Override
  public void onRoutesInForce(Routes routes) {
    watches.keySet().retainAll(routes.upstreamNames());
  }

  /** Whether the request failed because of the upstream. */
  private static boolean isUpstreams(RequestVerdict verdict) {
    return verdict == RequestVerdict.DEADLINE || verdict == RequestVerdict.UPSTREAM_FAILED;
  }

  /** One request, on its event loop. */
  private final class Line implements RequestListener {
    private final String route;
    private final UpstreamWatch watch;
    private final LoggedAttempts attempts = new LoggedAttempts();

    Line(String route, UpstreamWatch watch) {
      this.route = route;
      this.watch = watch;
    }

    @Override
    public void onAttemptStarted(Attempt attempt) {}

    @Override
    public void onAttemptSending(int number, BiConsumer<String, String> headers) {}

    @Override
    public void onAttemptEnded(Attempt attempt, Outcome outcome, long durationNanos) {
      attempts.add(attempt, outcome, millis(durationNanos));
      watch.onAttemptEnded(outcome, durationNanos, nowNanos.getAsLong());
    }

    @Override
    public void onRequestEnded(EndedRequest request) {
      if (!LOG.isInfoEnabled()) {
        return;
      }
      if (!request.isFailure()) {
        if (sample.takes()) {
          write(request, 0);
        }
      } else if (isUpstreams(request.verdict()) && watch.isUnhealthy()) {
        limit.suppress();
      } else {
        long suppressed = limit.take(nowNanos.getAsLong());
        if (suppressed >= 0) {
          write(request, suppressed);
        }
      }
    }

    private void write(EndedRequest request, long suppressed) {
      LoggingEventBuilder line =
          LOG.atInfo()
              .addKeyValue("route", route)
              .addKeyValue("verdict", request.verdict().label())
              .addKeyValue("status", request.status())
              .addKeyValue("duration_ms", millis(request.durationNanos()))
              .addKeyValue("timeout_ms", TimeUnit.NANOSECONDS.toMillis(request.timeoutNanos()))
              .addKeyValue("attempts", attempts);
      if (request.traceId() != null) {
        line = line.addKeyValue("trace.id", request.traceId());
      }
      if (suppressed > 0) {
        line = line.addKeyValue("not_logged", suppressed);
      }
      line.log("request");
    }
  }

  /** Milliseconds with one decimal. */
  private static double millis(long nanos) {
    return Math.round(nanos / 1e5) / 10.0;
  }
}
