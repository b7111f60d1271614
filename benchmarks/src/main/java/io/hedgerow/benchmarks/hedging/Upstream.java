package io.hedgerow.benchmarks.hedging;

import io.hedgerow.simulator.fault.Behaviours;
import io.hedgerow.simulator.fault.FaultMix;
import io.hedgerow.simulator.fault.Latency;
import io.hedgerow.simulator.fault.SlowShare;
import java.util.List;
import java.util.Locale;

/** A kind of upstream, with the hedge delay that suits it. */
enum Upstream {
  SPREAD("Upstream of 100 to 600 ms, one in ten fails; hedges after 300 ms", 300, 1000),
  TAIL(
      "Upstream of 20 to 60 ms, one in twenty takes ten times as long; hedges after 70 ms",
      70,
      600);

  private final String title;
  private final int hedgeDelayMillis;
  private final int shownMillis;

  Upstream(String title, int hedgeDelayMillis, int shownMillis) {
    this.title = title;
    this.hedgeDelayMillis = hedgeDelayMillis;
    this.shownMillis = shownMillis;
  }

  String title() {
    return title;
  }

  Behaviours behaviours() {
    return switch (this) {
      case SPREAD -> FaultMix.DEFAULT;
      case TAIL -> new SlowShare(new FaultMix(new Latency(20, 60), 0, List.of()), 0.05, 10);
    };
  }

  /** The end of the plot's time axis. */
  int shownMillis() {
    return shownMillis;
  }

  /** The routes of the gateway: one for each plan. */
  String routes() {
    StringBuilder text =
        new StringBuilder(
            """
            defaults:
              to: ""
              deadline: {query: timeout, required: true, max: 60s, above: refuse}
              success: {status: [200], json: {at: /time, is: whole-number, min: 0}, body-max: 64KiB}
              final: []
            routes:
            """);
    for (RacePlan plan : RacePlan.values()) {
      text.append("  %s: {path: %s, plan: ".formatted(plan.label(), plan.path()));
      text.append(plan.yaml().replace("DELAY", hedgeDelayMillis + "ms")).append("}\n");
    }
    return text.toString();
  }

  /** A plan to compare. */
  enum RacePlan {
    ONE("one attempt", "{attempts: 1}"),
    SMART("smart: 1, then 2 hedges", "{attempts: 1, hedges: 2, hedge-delay: DELAY}"),
    FIRST("first: 3 at once", "{attempts: 3, ending: first-success}"),
    ALL("all: 3 at once, all end", "{attempts: 3, ending: all-ended}");

    private final String title;
    private final String yaml;

    RacePlan(String title, String yaml) {
      this.title = title;
      this.yaml = yaml;
    }

    String title() {
      return title;
    }

    String yaml() {
      return yaml;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    String path() {
      return "/" + label();
    }
  }
}
