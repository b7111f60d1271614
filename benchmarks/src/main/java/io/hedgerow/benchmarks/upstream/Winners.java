package io.hedgerow.benchmarks.upstream;

import io.hedgerow.benchmarks.load.OpenLoop;
import io.netty.handler.codec.http.FullHttpResponse;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** Counts what callers get. Told by one event loop, read by any thread. */
final class Winners implements OpenLoop.ResponseListener {
  /**
   * What they have got so far.
   *
   * @param wonMillis the upstream's own time of the attempts that won, in sum
   */
  record Seen(long answers, long successes, long wonMillis) {}

  // Written by the event loop only, as a whole.
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
