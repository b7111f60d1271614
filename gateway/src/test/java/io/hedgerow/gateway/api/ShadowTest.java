package io.hedgerow.gateway.api;

import static io.hedgerow.testing.Eventually.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.hedgerow.core.race.Plan;
import io.hedgerow.gateway.route.Route;
import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.testing.MetricsScrape;
import io.hedgerow.gateway.testing.RawCaller;
import io.hedgerow.gateway.testing.RawResponse;
import io.hedgerow.gateway.testing.RouteBuilder;
import io.hedgerow.gateway.testing.RunningGateway;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A plan in shadow: its hedges are decided, permitted and shown, but never sent. */
final class ShadowTest {
  private static final Route SLOW = inShadow("slow", Plan.smart(50_000_000));
  private static final Route AT_ONCE = inShadow("at-once", Plan.smart(0));

  @RegisterExtension
  static final RunningGateway THREE_ATTEMPTS =
      start("upstream.limit=fixed", "upstream.limit-max=3");

  @RegisterExtension
  static final RunningGateway TWO_HEDGES = start("hedge.budget=0.1", "hedge.burst=2");

  @Test
  void slowPrimary_answersAloneAndSaysWhatWasNotLaunched() throws Exception {
    MetricsScrape before = MetricsScrape.of(THREE_ATTEMPTS.gateway());
    THREE_ATTEMPTS.always("ok@200ms");

    RawResponse answer = THREE_ATTEMPTS.get("/slow?timeout=30000");

    assertThat(answer.body()).isEqualTo("{\"time\": 200}");
    assertThat(answer.timings()).containsExactly("1 succeeded");
    assertThat(answer.header("server-timing"))
        .endsWith(", hedges-shadowed;desc=\"hedge-delay-passed\";count=2");
    THREE_ATTEMPTS.assertUpstream(1, 1, 0);
    THREE_ATTEMPTS.assertAtRest();
    assertThat(
            MetricsScrape.of(THREE_ATTEMPTS.gateway()).grownSince(before, "hedgerow_shadow_hedges"))
        .containsEntry(
            "hedgerow_shadow_hedges_total{reason=\"hedge-delay-passed\",route=\"slow\"}", 2.0);
  }

  @Test
  void primaryFails_failsAtOnce() throws Exception {
    THREE_ATTEMPTS.always("status:500@0ms");

    RawResponse answer = THREE_ATTEMPTS.get("/slow?timeout=30000");

    answer.assertProblem(502, "upstream-failed");
    assertThat(answer.attempts()).containsExactly("1 bad-status 500");
    assertThat(answer.header("server-timing"))
        .endsWith(", hedges-shadowed;desc=\"attempt-failed\";count=2");
    THREE_ATTEMPTS.assertUpstream(1, 1, 0);
  }

  @Test
  void hedgesInShadow_takeNoPlaceFromOtherRequests() throws Exception {
    THREE_ATTEMPTS.script("hang@0ms", "ok@0ms");
    try (RawCaller first = THREE_ATTEMPTS.newCaller()) {
      first.get("/at-once?timeout=30000");
      assertEventually(() -> THREE_ATTEMPTS.counts().working(), 1L);

      assertThat(THREE_ATTEMPTS.get("/at-once?timeout=30000").status()).isEqualTo(200);
    }
  }

  @Test
  void budget_paysForHedgesInShadow() throws Exception {
    TWO_HEDGES.always("ok@0ms");

    assertThat(TWO_HEDGES.get("/at-once?timeout=30000").header("server-timing"))
        .endsWith(", hedges-shadowed;desc=\"hedge-delay-passed\";count=2");
    assertThat(TWO_HEDGES.get("/at-once?timeout=30000").header("server-timing"))
        .endsWith(", hedges-withheld;desc=\"hedge-budget\";count=2");
    TWO_HEDGES.assertUpstream(2, 2, 0);
  }

  private static RunningGateway start(String... settings) {
    return RunningGateway.start(_ -> new Routes(Map.of(), List.of(SLOW, AT_ONCE)), settings);
  }

  private static Route inShadow(String name, Plan plan) {
    return RouteBuilder.of(name, "/" + name).plan(plan.inShadow()).build();
  }
}
