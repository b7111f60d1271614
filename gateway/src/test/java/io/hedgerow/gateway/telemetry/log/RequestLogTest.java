package io.hedgerow.gateway.telemetry.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.CancelReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.LogCapture;
import io.hedgerow.gateway.testing.NoEffects;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which requests are logged; an outage produces few lines. */
final class RequestLogTest {
  private static final long MS = 1_000_000;
  private static final Attempt ATTEMPT = attempt();
  private static final Outcome SUCCEEDED = new Outcome.Succeeded(200);
  private static final Outcome REFUSED =
      new Outcome.Unreachable(Outcome.Unreachable.Cause.CONNECTION_REFUSED);

  private final LogCapture requests = new LogCapture("hedgerow.request");
  private final LogCapture upstream = new LogCapture("hedgerow.upstream");
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 5_000 * MS);

  @AfterEach
  void release() {
    requests.close();
    upstream.close();
  }

  @Test
  void failure_isALineWithEverythingKnown() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(
        log,
        new EndedRequest(RequestVerdict.DEADLINE, 503, 0, 1000 * MS, 996_340_000, 0, "abc"),
        new Outcome.BadStatus(503),
        REFUSED,
        new Outcome.Final(404),
        new Outcome.TimedOut());

    assertThat(requests.keyValues())
        .containsExactly(
            Map.of(
                "route", "smart",
                "verdict", "deadline",
                "status", "503",
                "duration_ms", "996.3",
                "timeout_ms", "1000",
                "attempts",
                    "1 bad-status 503 1.6 ms, 1 unreachable (connection refused) 1.6 ms,"
                        + " 1 final 404 1.6 ms, 1 timed-out 1.6 ms",
                "trace.id", "abc"));
  }

  /** The JSON encoder writes an {@link Iterable} as an array and a {@link Map} as an object. */
  @Test
  void attempts_areAnArrayOfObjects() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(log, failed(), REFUSED, new Outcome.TimedOut());

    assertThat(requests.lastValue("attempts"))
        .asInstanceOf(InstanceOfAssertFactories.ITERABLE)
        .containsExactly(
            Map.of(
                "number",
                1,
                "outcome",
                "unreachable",
                "cause",
                "connection refused",
                "duration_ms",
                1.6),
            Map.of("number", 1, "outcome", "timed-out", "duration_ms", 1.6));
  }

  @Test
  void attempts_overReplicas_sayWhichWereAsked() {
    LoggedAttempts logged = new LoggedAttempts();
    Attempt attempt = attempt();
    attempt.onPlaced("cat-b:8080");

    logged.add(attempt, new Outcome.BadStatus(503), 1.6);

    assertThat(logged).hasToString("1 cat-b:8080 bad-status 503 1.6 ms");
    assertThat(logged.iterator().next()).containsEntry("replica", "cat-b:8080");
  }

  @Test
  void failures_tenThousandInASecond_areAsManyLinesAsConfigured() {
    RequestLog log = new RequestLog(1, 3, nowNanos::get);

    for (int i = 0; i < 10_000; i++) {
      end(log, failed());
    }
    assertThat(requests.lines()).hasSize(3);
    nowNanos.addAndGet(1000 * MS);
    end(log, failed());

    assertThat(requests.lines()).hasSize(4);
    assertThat(requests.keyValues().getLast()).containsEntry("not_logged", "9997");
  }

  @Test
  void successes_areSampledEvenly() {
    RequestLog log = new RequestLog(0.25, 10, nowNanos::get);

    for (int i = 0; i < 1000; i++) {
      end(log, succeeded());
    }

    assertThat(requests.lines()).hasSize(250);
  }

  @Test
  void successes_withNoneWanted_areNotLogged() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(log, succeeded());

    assertThat(requests.lines()).isEmpty();
  }

  @Test
  void upstream_isDownForAMinute_isALineEvery10SecondsAndOneAtTheEnd() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 100; i++) {
        end(log, second < 60 ? failed() : succeeded(), second < 60 ? REFUSED : SUCCEEDED);
      }
      nowNanos.addAndGet(1000 * MS);
    }

    assertThat(upstream.lines())
        .containsExactly(
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused); requests it fails are not logged until it recovers",
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused)",
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused)",
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused)",
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused)",
            "WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused)",
            "INFO upstream default recovered: 0 of 1000 attempts failed in 10 s");
    // Until the outage was noticed, failed requests were logged up to the limit.
    assertThat(requests.lines()).hasSize(100);
  }

  @Test
  void upstream_isDownBesideAHealthyOne_isNamedAndOnlyItsRequestsAreSummarized() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    for (int second = 0; second < 12; second++) {
      for (int i = 0; i < 100; i++) {
        end(log, product(), failed(), 1_600_000, REFUSED);
        end(log, succeeded(), SUCCEEDED);
      }
      nowNanos.addAndGet(1000 * MS);
    }
    assertThat(upstream.lines())
        .containsExactly(
            "WARN upstream catalogue unhealthy: 1000 of 1000 attempts failed in 10 s"
                + " (1000 connection refused); requests it fails are not logged until it recovers");

    int before = requests.lines().size();
    end(log, product(), failed(), 1_600_000, REFUSED);
    end(log, failed(), REFUSED);
    assertThat(requests.keyValues().subList(before, requests.lines().size()))
        .singleElement()
        .satisfies(line -> assertThat(line).containsEntry("route", "smart"));
  }

  @Test
  void upstream_isGone_isForgotten() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);
    for (int i = 0; i < 100; i++) {
      end(log, product(), failed(), 1_600_000, REFUSED);
      end(log, failed(), REFUSED);
    }
    nowNanos.addAndGet(10_000 * MS);

    log.onRoutesInForce(new Routes(Map.of(), List.of()));
    end(log, product(), failed(), 1_600_000, REFUSED);
    end(log, failed(), REFUSED);

    assertThat(upstream.lines())
        .singleElement()
        .asString()
        .startsWith("WARN upstream default unhealthy: 100 of 100 attempts failed");
  }

  /** The route declares such an answer final, so it is not a failure, whatever its status. */
  @Test
  void finalAnswer_ofA501_isSampledLikeASuccess() {
    RequestLog log = new RequestLog(0, 10, nowNanos::get);

    end(
        log,
        new EndedRequest(RequestVerdict.FINAL, 501, 1, 1000 * MS, MS, 0, null),
        new Outcome.Final(501));

    assertThat(requests.lines()).isEmpty();
  }

  @Test
  void upstream_isDownAndCallersGet200_isUnhealthy() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int second = 0; second <= 10; second++) {
      for (int i = 0; i < 100; i++) {
        end(
            log,
            new EndedRequest(RequestVerdict.EMPTY, 200, 0, 1000 * MS, MS, 0, null),
            new Outcome.BadStatus(500));
      }
      nowNanos.addAndGet(1000 * MS);
    }

    assertThat(upstream.lines())
        .singleElement()
        .asString()
        .startsWith("WARN upstream default unhealthy: 1000 of 1000 attempts failed in 10 s");
  }

  @Test
  void summary_hasTheThreeMostFrequentCauses() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);
    Outcome[] outcomes = {
      new Outcome.BadStatus(503),
      new Outcome.BadStatus(503),
      new Outcome.BadStatus(503),
      new Outcome.BadStatus(503),
      new Outcome.ConnectionLost("reset by 10.0.0.1"),
      new Outcome.ConnectionLost("reset by 10.0.0.2"),
      new Outcome.ConnectionLost("reset by 10.0.0.3"),
      new Outcome.BadStatus(500),
      new Outcome.BadStatus(500),
      new Outcome.TooLarge(200, 1),
      SUCCEEDED
    };

    end(log, failed(), outcomes);
    nowNanos.addAndGet(10_000 * MS);
    end(log, succeeded(), SUCCEEDED);

    assertThat(upstream.lines())
        .singleElement()
        .asString()
        .contains(
            "10 of 11 attempts failed in 10 s"
                + " (4 bad-status 503, 3 connection-lost, 2 bad-status 500)");
  }

  @Test
  void attempts_thatTellNothingOfTheUpstream_doNotCount() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int i = 0; i < 100; i++) {
      end(log, new EndedRequest(RequestVerdict.OVERLOADED, 503, 0, 1000 * MS, MS, 0, null));
      end(log, failed(), new Outcome.Unreachable(Outcome.Unreachable.Cause.NO_CONNECTION_FREE));
      end(log, succeeded(), new Outcome.Cancelled(CancelReason.SUPERSEDED));
      nowNanos.addAndGet(1000 * MS);
    }

    assertThat(upstream.lines()).isEmpty();
  }

  /** Their callers allowed too little time to judge the upstream. */
  @Test
  void attempts_thatTimedOutWithinASecond_doNotCount() {
    assertThat(linesAfterTimeouts(1000 * MS - 1)).isEmpty();
    assertThat(linesAfterTimeouts(1000 * MS))
        .singleElement()
        .asString()
        .startsWith(
            "WARN upstream default unhealthy: 100 of 100 attempts failed in 10 s (100 timed-out)");
  }

  private List<String> linesAfterTimeouts(long durationNanos) {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);
    for (int i = 0; i < 100; i++) {
      end(log, failed(), durationNanos, new Outcome.TimedOut());
    }
    nowNanos.addAndGet(10_000 * MS);
    end(log, succeeded(), SUCCEEDED);
    return upstream.lines();
  }

  @Test
  void upstream_failsAFewTimesOnly_isNoWarning() {
    RequestLog log = new RequestLog(0, 0, nowNanos::get);

    for (int i = 0; i < 9; i++) {
      end(log, failed(), REFUSED);
      nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(20));
    }

    assertThat(upstream.lines()).isEmpty();
  }

  private static StartedRequest product() {
    return ArrivedRequest.of(
        RouteBuilder.of("product", "/products/{id}").upstream("catalogue").build(),
        "/products/7",
        UpstreamUrl.parse("http://catalogue.test/"),
        "GET",
        MultiMap.caseInsensitiveMultiMap(),
        0);
  }

  private static EndedRequest failed() {
    return new EndedRequest(RequestVerdict.UPSTREAM_FAILED, 503, 0, 1000 * MS, MS, 0, null);
  }

  private static EndedRequest succeeded() {
    return new EndedRequest(RequestVerdict.SUCCEEDED, 200, 1, 1000 * MS, MS, 0, null);
  }

  private static void end(RequestLog log, EndedRequest request, Outcome... outcomes) {
    end(log, request, 1_600_000, outcomes);
  }

  private static void end(
      RequestLog log, EndedRequest request, long durationNanos, Outcome... outcomes) {
    end(log, ArrivedRequest.of("smart"), request, durationNanos, outcomes);
  }

  private static void end(
      RequestLog log,
      StartedRequest started,
      EndedRequest request,
      long durationNanos,
      Outcome... outcomes) {
    RequestListener listener = log.onRequestStarted(started);
    for (Outcome outcome : outcomes) {
      listener.onAttemptEnded(ATTEMPT, outcome, durationNanos);
    }
    listener.onRequestEnded(request);
  }

  /** Runs a race, because only a race can create an attempt. */
  private static Attempt attempt() {
    Race<String> race = new Race<>(Plan.first(), Deadline.after(0, 1000 * MS), new NoEffects<>());
    race.start(0);
    return race.attempts().getFirst();
  }
}
