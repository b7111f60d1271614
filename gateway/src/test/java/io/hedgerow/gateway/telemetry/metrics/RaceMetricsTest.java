package io.hedgerow.gateway.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hedgerow.core.deadline.Deadline;
import io.hedgerow.core.race.Attempt;
import io.hedgerow.core.race.LaunchReason;
import io.hedgerow.core.race.Outcome;
import io.hedgerow.core.race.Plan;
import io.hedgerow.core.race.Race;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.settings.UpstreamUrl;
import io.hedgerow.gateway.telemetry.EndedRequest;
import io.hedgerow.gateway.telemetry.RequestListener;
import io.hedgerow.gateway.telemetry.RequestVerdict;
import io.hedgerow.gateway.telemetry.StartedRequest;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.NoEffects;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests and attempts are counted, and which routes and upstreams have meters. */
final class RaceMetricsTest {
  private static final long MS = 1_000_000;
  private static final Attempt ATTEMPT = attempt();
  private static final Route PRODUCT =
      RouteBuilder.of("product", "/products/{id}")
          .upstream("catalogue")
          .plan(Plan.smart(1_000_000))
          .build();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RaceMetrics metrics = new RaceMetrics(registry);

  /** Whether an answer is late depends on its duration, not on how fast the caller reads it. */
  @ParameterizedTest
  @CsvSource({"1000, 0, 0", "1000, 5000, 0", "1001, 0, 1"})
  void request_withATimeoutOf1000_isAnOverrunPastIt(
      long durationNanos, long deliveryNanos, double overruns) {
    metrics
        .onRequestStarted(ArrivedRequest.of("first"))
        .onRequestEnded(
            new EndedRequest(
                RequestVerdict.SUCCEEDED, 200, 1, 1000, durationNanos, deliveryNanos, null));

    assertThat(registry.get("hedgerow.request.overruns").counter().count()).isEqualTo(overruns);
    assertThat(registry.get("hedgerow.request.delivery").timer().totalTime(TimeUnit.NANOSECONDS))
        .isEqualTo((double) deliveryNanos);
  }

  @Test
  void attempts_areCountedByTheUpstreamOfTheirRoute() {
    request(ArrivedRequest.of("first"), RequestVerdict.SUCCEEDED, new Outcome.Succeeded(200));
    request(product(), RequestVerdict.SUCCEEDED, new Outcome.Succeeded(200));
    request(product(), RequestVerdict.SUCCEEDED, new Outcome.Succeeded(204));

    assertThat(attempts("default", "success")).isEqualTo(1);
    assertThat(attempts("catalogue", "success")).isEqualTo(2);
    assertThat(
            registry.get("hedgerow.attempt.duration").tag("upstream", "catalogue").timer().count())
        .isEqualTo(2);
  }

  @Test
  void finalAnswer_isASuccessOfTheUpstreamAndWastesNothing() {
    request(product(), RequestVerdict.FINAL, new Outcome.Final(404));

    assertThat(attempts("catalogue", "success")).isEqualTo(1);
    assertThat(registry.get("hedgerow.attempts").tag("outcome", "final").counter().count())
        .isEqualTo(1);
    assertThat(
            registry
                .get("hedgerow.requests")
                .tags("route", "product", "verdict", "final")
                .counter()
                .count())
        .isEqualTo(1);
    assertThat(registry.find("hedgerow.upstream.wasted").counters()).isEmpty();
  }

  @Test
  void routesInForce_thatHedge_haveCountersFromTheStart() {
    metrics.onRoutesInForce(builtIn());

    assertThat(registry.get("hedgerow.hedges").counters())
        .hasSize(2)
        .allSatisfy(hedges -> assertThat(hedges.getId().getTag("route")).isEqualTo("smart"));
    assertThat(registry.get("hedgerow.hedges.won").counters()).hasSize(2);
    assertThat(registry.get("hedgerow.hedges.time.saved").counters()).hasSize(1);
  }

  @Test
  void routesInForce_withoutARoute_forgetItAndItsUpstream() {
    metrics.onRoutesInForce(new Routes(Map.of(), List.of(PRODUCT)));
    RequestListener inFlight = metrics.onRequestStarted(product());
    request(product(), RequestVerdict.UPSTREAM_FAILED, new Outcome.BadStatus(500));
    request(ArrivedRequest.of("first"), RequestVerdict.SUCCEEDED, new Outcome.Succeeded(200));
    metrics
        .onRequestStarted(
            new StartedRequest(null, "GET", "http", "/x", MultiMap.caseInsensitiveMultiMap(), 0))
        .onRequestEnded(new EndedRequest(RequestVerdict.NOT_FOUND, 404, 0, 0, 1, 0, null));

    metrics.onRoutesInForce(builtIn());

    assertThat(values("route")).containsExactly("first", "none", "smart");
    assertThat(values("upstream")).containsExactly("default");

    // A request in flight may recreate meters; they last until the next change.
    inFlight.onAttemptEnded(ATTEMPT, new Outcome.TimedOut(), 1000);
    assertThat(values("upstream")).containsExactly("catalogue", "default");
    metrics.onRoutesInForce(builtIn());
    assertThat(values("upstream")).containsExactly("default");
    request(ArrivedRequest.of("first"), RequestVerdict.SUCCEEDED, new Outcome.Succeeded(200));
    assertThat(attempts("default", "success")).isEqualTo(2);
  }

  /** Each attempt either takes 100 ms or fails, with equal probability. */
  @Test
  void hedgesInShadow_answeredLate_estimateTheTimeThatTheyWouldHaveSaved() {
    Route route =
        RouteBuilder.of("shadow", "/shadow").plan(Plan.smart(1_000_000).inShadow()).build();
    metrics.onRoutesInForce(new Routes(Map.of(), List.of(route)));
    learn(route);

    RequestListener late = metrics.onRequestStarted(shadow(route));
    late.onHedgesShadowed(2, LaunchReason.HEDGE_DELAY_PASSED, 5 + 300 * MS);
    late.onRequestEnded(
        new EndedRequest(RequestVerdict.SUCCEEDED, 200, 1, 1000 * MS, 800 * MS, 0, null));

    assertThat(shadowHedges("hedge-delay-passed")).isEqualTo(2);
    // One of two is answered with probability 3/4, 400 of 500 ms earlier.
    assertThat(registry.get("hedgerow.shadow.time.saved").counter().count())
        .isCloseTo(0.3, within(0.01));
    assertThat(registry.get("hedgerow.shadow.requests.saved").counter().count()).isZero();
  }

  @Test
  void hedgesInShadow_noAnswer_estimateTheShareOfARequestThatTheyWouldHaveSaved() {
    Route route =
        RouteBuilder.of("shadow", "/shadow").plan(Plan.smart(1_000_000).inShadow()).build();
    metrics.onRoutesInForce(new Routes(Map.of(), List.of(route)));
    learn(route);

    RequestListener failed = metrics.onRequestStarted(shadow(route));
    failed.onHedgesShadowed(1, LaunchReason.ATTEMPT_FAILED, 5 + 10 * MS);
    failed.onRequestEnded(
        new EndedRequest(RequestVerdict.UPSTREAM_FAILED, 502, 0, 1000 * MS, 10 * MS, 0, null));
    RequestListener tooLate = metrics.onRequestStarted(shadow(route));
    tooLate.onHedgesShadowed(1, LaunchReason.HEDGE_DELAY_PASSED, 5 + 950 * MS);
    tooLate.onRequestEnded(
        new EndedRequest(RequestVerdict.DEADLINE, 504, 0, 1000 * MS, 1000 * MS, 0, null));

    assertThat(shadowHedges("attempt-failed")).isEqualTo(1);
    assertThat(registry.get("hedgerow.shadow.requests.saved").counter().count())
        .isCloseTo(0.5, within(0.01));
    assertThat(registry.get("hedgerow.shadow.time.saved").counter().count()).isZero();
  }

  @Test
  void plansInShadow_haveTheirCountersFromTheStart() {
    metrics.onRoutesInForce(
        new Routes(
            Map.of(), List.of(RouteBuilder.of("a", "/a").plan(Plan.smart(1).inShadow()).build())));

    assertThat(registry.get("hedgerow.shadow.hedges").counters()).hasSize(2);
    assertThat(registry.find("hedgerow.hedges").counters()).isEmpty();
  }

  private void learn(Route route) {
    for (int i = 0; i < 100; i++) {
      RequestListener request = metrics.onRequestStarted(shadow(route));
      request.onAttemptEnded(ATTEMPT, new Outcome.Succeeded(200), 100 * MS);
      request.onAttemptEnded(ATTEMPT, new Outcome.BadStatus(500), 2 * MS);
    }
  }

  private double shadowHedges(String reason) {
    return registry.get("hedgerow.shadow.hedges").tag("reason", reason).counter().count();
  }

  private static StartedRequest shadow(Route route) {
    return ArrivedRequest.of(
        route,
        "/shadow",
        UpstreamUrl.parse("http://upstream.test/"),
        "GET",
        MultiMap.caseInsensitiveMultiMap(),
        5);
  }

  private static Routes builtIn() {
    return Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300));
  }

  private static StartedRequest product() {
    return ArrivedRequest.of(
        PRODUCT,
        "/products/7",
        UpstreamUrl.parse("http://catalogue.test/"),
        "GET",
        MultiMap.caseInsensitiveMultiMap(),
        0);
  }

  private void request(StartedRequest started, RequestVerdict verdict, Outcome outcome) {
    RequestListener request = metrics.onRequestStarted(started);
    request.onAttemptStarted(ATTEMPT);
    request.onAttemptEnded(ATTEMPT, outcome, 1000);
    request.onRequestEnded(new EndedRequest(verdict, 200, 1, 5000, 2000, 0, null));
  }

  private double attempts(String upstream, String state) {
    return registry
        .get("hedgerow.attempts")
        .tags("upstream", upstream, "upstream_state", state)
        .counter()
        .count();
  }

  private Set<String> values(String label) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(id -> id.getTag(label))
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Runs a race, because only a race can create an attempt. */
  private static Attempt attempt() {
    Race<String> race = new Race<>(Plan.first(), Deadline.after(0, 1000), new NoEffects<>());
    race.start(0);
    return race.attempts().getFirst();
  }
}
