package io.hedgerow.gateway.chaos;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A timed sequence of troubles, after which the simulator behaves as before.
 *
 * @param title what happens, as a sentence
 */
record Scenario(String name, String title, List<Step> steps) {
  static final List<Scenario> ALL =
      List.of(
          new Scenario(
              "slow-replica",
              "One replica takes ten times as long, until it is ejected and for a while after",
              List.of(new Step(30, Trouble::withSlowReplica))),
          new Scenario(
              "brown-out",
              "The upstream gets slower and fails more and more, then recovers",
              List.of(
                  new Step(8, trouble -> trouble.worse(2, 0.2)),
                  new Step(10, trouble -> trouble.worse(3, 0.5)),
                  new Step(8, trouble -> trouble.worse(2, 0.2)))),
          new Scenario(
              "outage",
              "The upstream is down for ten seconds and comes back with cold caches",
              List.of(
                  new Step(10, Trouble::inOutage), new Step(10, trouble -> trouble.worse(3, 0)))));

  /**
   * A part of a scenario.
   *
   * @param change applied to the behaviour before the scenario, not to that of the last step
   */
  record Step(int seconds, UnaryOperator<Trouble> change) {}

  Scenario {
    steps = List.copyOf(steps);
  }

  int seconds() {
    return steps.stream().mapToInt(Step::seconds).sum();
  }
}
