package io.hedgerow.benchmarks.cancel;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Counts answers and successes. Written by one event loop, read by any thread. */
final class Winners implements OpenLoop.ResponseListener {
  /**
   * The counts so far.
   *
   * @param wonMillis total time that the upstream spent on winners, according to their bodies
   */
  record Seen(long answers, long successes, long wonMillis) {}

  // Written only by the event loop.
  private volatile Seen seen = new Seen(0, 0, 0);

  Seen seen() {
    return seen;
  }

  @Override
  public void onAnswered(FullHttpResponse answer, long nanos) {
    if (answer.status().code() != 200) {
      onUnanswered();
      return;
    }
    Seen before = seen;
    JsonObject won = new JsonObject(answer.content().toString(StandardCharsets.UTF_8));
    long wonMillis = before.wonMillis() + won.getLong("time");
    seen = new Seen(before.answers() + 1, before.successes() + 1, wonMillis);
  }

  @Override
  public void onUnanswered() {
    Seen before = seen;
    seen = new Seen(before.answers() + 1, before.successes(), before.wonMillis());
  }
}
