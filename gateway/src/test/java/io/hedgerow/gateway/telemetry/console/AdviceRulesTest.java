package io.hedgerow.gateway.telemetry.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.settings.TimeSpan;
import io.hedgerow.gateway.telemetry.ShedReason;
import io.hedgerow.gateway.telemetry.WireSnapshot;
import io.hedgerow.gateway.testing.ArrivedRequest;
import io.hedgerow.gateway.testing.RouteBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule at its threshold. AdviceTest tests them with a real upstream. */
final class AdviceRulesTest {
  private static final Route SMART =
      Routes.builtIn(new TimeSpan(60_000), new TimeSpan(300)).named("smart");

  private final LoopRecorder recorder = new LoopRecorder(1);

  @Test
  void hedgeDelay_aboveAlmostAllAttempts_isAdvised() {
    answerAfter(100, 250);

    Advice advice = only(SMART);

    assertThat(advice.kind()).isEqualTo(Advice.Kind.HEDGE_NEVER_FIRES);
    assertThat(advice.value()).isEqualTo(300);
    assertThat(advice.threshold()).isBetween(240.0, 260.0);
    assertThat(advice.key()).isEqualTo("smart.hedge-delay");
    assertThat(advice.text())
        .matches(
            "The hedge delay of smart \\(300 ms\\) is above the 99th percentile of its attempts"
                + " \\(2.. ms\\): only failures launch hedges.");
  }

  /** A failure launches hedges whatever the delay is. */
  @Test
  void hedgeDelay_ofAnUpstreamThatFails_isAdvised() {
    for (int i = 0; i < 100; i++) {
      race().fail(1, 10).fail(3, 20).succeed(2, 110).end(110);
    }

    assertThat(only(SMART).kind()).isEqualTo(Advice.Kind.HEDGE_NEVER_FIRES);
  }

  @Test
  void hedgeDelay_ofARouteOfAFile_isNamedByItsWords() {
    Route product =
        RouteBuilder.of("product", "/p")
            .plan(new Plan(1, 1, ReportedRace.nanos(300), Plan.Ending.FIRST_SUCCESS))
            .build();
    answerAfter(100, 250);

    assertThat(only(product).key()).isEqualTo("routes.product.plan.hedge-delay");
  }

  @ParameterizedTest
  @CsvSource({"99, 250", "100, 310"})
  void hedgeDelay_withTooFewRequestsOrSlowerAttempts_isNotAdvised(int count, int millis) {
    answerAfter(count, millis);

    assertThat(advice(SMART)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"20, 40, false", "21, 40, true", "5, 22, false"})
  void budget_thatWithholdsMoreThanAFifth_isAdvised(int withheld, int races, boolean isAdvised) {
    for (int i = 0; i < races; i++) {
      race().fail(1, 10).succeed(2, 20).end(21);
    }
    race().listener().onHedgesWithheld(withheld, ShedReason.HEDGE_BUDGET);

    List<Advice> advice = advice(SMART);

    assertThat(advice.stream().map(Advice::kind).toList())
        .isEqualTo(isAdvised ? List.of(Advice.Kind.BUDGET_REFUSES) : List.of());
    if (isAdvised) {
      assertThat(advice.getFirst().value()).isEqualTo(21 / 101.0);
      assertThat(advice.getFirst().key()).isEqualTo("hedge.budget");
    }
  }

  @Test
  void budget_withTooFewHedges_isNotAdvised() {
    race().listener().onHedgesWithheld(49, ShedReason.HEDGE_BUDGET);

    assertThat(advice(SMART)).isEmpty();
  }

  /** Half of the time everything is slow: a hedge never helps. */
  @Test
  void hedges_thatAreSlowWhenTheFirstIs_areAdvisedAgainst() {
    for (int i = 0; i < 60; i++) {
      race().succeed(1, 50).end(51);
      race().pass(300).succeed(1, 500).end(501);
    }

    Advice advice = only(SMART);

    assertThat(advice.kind()).isEqualTo(Advice.Kind.ATTEMPTS_DEPENDENT);
    assertThat(advice.value()).isZero();
    assertThat(advice.threshold()).isBetween(0.2, 0.25);
    assertThat(advice.key()).isEqualTo("routes.smart.plan.hedges");
  }

  @ParameterizedTest
  @CsvSource({"60, 1", "49, 0"})
  void hedges_thatHelpOrAreFew_areNotAdvisedAgainst(int races, int wins) {
    for (int i = 0; i < races; i++) {
      race().succeed(1, 50).end(51);
      ReportedRace slow = race().pass(300);
      slow.succeed(wins == 1 ? 2 : 1, wins == 1 ? 350 : 500).end(501);
    }

    assertThat(advice(SMART)).isEmpty();
  }

  @Test
  void timeouts_thatMostAttemptsExceed_areAdvised() {
    for (int i = 0; i < 60; i++) {
      race().pass(300).pass(997).end(997);
      race().succeed(1, 350).end(351);
    }

    Advice advice = advice(SMART).getFirst();

    assertThat(advice.kind()).isEqualTo(Advice.Kind.TIMEOUTS_BELOW_MEDIAN);
    assertThat(advice.value()).isGreaterThan(0.5);
    assertThat(advice.key()).isEqualTo("the caller's timeout");
    assertThat(advice.text()).startsWith("Half of the callers of smart wait 1000 ms or less, but ");
  }

  @Test
  void timeouts_thatMostAttemptsKeep_areNotAdvised() {
    answerAfter(200, 310);

    assertThat(advice(SMART)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"91, 9, 100, true", "90, 10, 100, false", "91, 9, 99, false", "100, 0, 200, false"})
  void losers_thatAreDrained_areAdvised(int drained, int reset, int losers, boolean isAdvised) {
    WireSnapshot wire = new WireSnapshot(0, reset, drained, 0, 0, 0, 0, 0);

    Advice advice = AdviceRules.losersDrain("shop", 150, losers, wire);

    if (isAdvised) {
      Objects.requireNonNull(advice);
      assertThat(advice.kind()).isEqualTo(Advice.Kind.LOSERS_DRAIN);
      assertThat(advice.value()).isEqualTo(0.91);
      assertThat(advice.key()).isEqualTo("upstream.resets-max");
    } else {
      assertThat(advice).isNull();
    }
  }

  @Test
  void replicas_withACommonAddress_areAdvised() {
    List<Advice> advice =
        AdviceRules.replicas(
            Map.of(
                "catalogue",
                Map.of(
                    "a:80", Set.of("10.0.0.1:80", "10.0.0.9:80"),
                    "b:80", Set.of("10.0.0.2:80"),
                    "c:80", Set.of("10.0.0.1:80")),
                "search",
                Map.of("a:80", Set.of("10.0.0.1:80"), "a:81", Set.of("10.0.0.1:81")),
                "gone",
                Map.of("a:80", Set.of(), "b:80", Set.of())));

    assertThat(advice.stream().map(Advice::text))
        .containsExactly(
            "The replicas a:80 and c:80 of upstream catalogue have the same address: a hedge may"
                + " go to the same slow server.");
    assertThat(advice.getFirst().key()).isEqualTo("upstreams.catalogue.replicas");
  }

  private void answerAfter(int count, int millis) {
    for (int i = 0; i < count; i++) {
      ReportedRace race = race();
      if (millis > 300) {
        race.pass(300);
      }
      race.succeed(1, millis).end(millis);
    }
  }

  private ReportedRace race() {
    return new ReportedRace(recorder, ArrivedRequest.of("smart"));
  }

  private Advice only(Route route) {
    List<Advice> advice = advice(route);
    assertThat(advice).hasSize(1);
    return advice.getFirst();
  }

  private List<Advice> advice(Route route) {
    return AdviceRules.of(route, take());
  }

  private Tally take() {
    return Objects.requireNonNull(recorder.take(Map.of()).routes().get("smart"));
  }
}
