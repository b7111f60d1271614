package io.hedgerow.benchmarks.storm;

import java.util.List;

/** What keeps hedges from overloading the upstream. */
enum Guard {
  NO_HEDGES("no hedges for slow attempts", false, "--smart.hedge-delay=10m"),
  NONE("no guard", false, "--hedge.budget=none"),
  CANCELLING("upstream drops cancelled", true, "--hedge.budget=none"),
  BUDGET("hedge.budget=0.1", false, "--hedge.budget=0.1"),
  LIMIT("upstream.limit=adaptive", false, "--upstream.limit=adaptive");

  private final String title;
  private final boolean upstreamDropsCancelled;
  private final String setting;

  Guard(String title, boolean upstreamDropsCancelled, String setting) {
    this.title = title;
    this.upstreamDropsCancelled = upstreamDropsCancelled;
    this.setting = setting;
  }

  String title() {
    return title;
  }

  boolean upstreamDropsCancelled() {
    return upstreamDropsCancelled;
  }

  List<String> settings() {
    return List.of(setting, "--log.level=error");
  }
}
