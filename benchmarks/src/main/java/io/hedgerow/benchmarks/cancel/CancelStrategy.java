package io.hedgerow.benchmarks.cancel;

import io.hedgerow.simulator.wire.ResetLimit;
import java.util.List;

/** A way to cancel losers: how many resets the upstream tolerates, and the gateway's settings. */
enum CancelStrategy {
  HTTP1_ABORT("HTTP/1.1, abort", "200/30s", "--upstream.protocol=http1"),
  HTTP1_DRAIN("HTTP/1.1, drain", "200/30s", "--upstream.protocol=http1 --upstream.cancel=drain"),
  HTTP2_BUDGET("HTTP/2, abort within the budget", "200/30s", "--upstream.protocol=http2"),
  HTTP2_UNLIMITED(
      "HTTP/2, abort, no limit", "off", "--upstream.protocol=http2 --upstream.resets-max=1000000");

  private final String title;
  private final String resetLimit;
  private final String settings;

  CancelStrategy(String title, String resetLimit, String settings) {
    this.title = title;
    this.resetLimit = resetLimit;
    this.settings = settings;
  }

  String title() {
    return title;
  }

  ResetLimit resetLimit() {
    return ResetLimit.parse(resetLimit);
  }

  List<String> settings() {
    return List.of(settings.split(" "));
  }
}
