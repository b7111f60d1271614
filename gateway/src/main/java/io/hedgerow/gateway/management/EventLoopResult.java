package io.hedgerow.gateway.management;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** Brings the result of a future that completes on any thread to an event loop. */
final class EventLoopResult {
  private EventLoopResult() {}

  /** A future with the same result, which completes on this event loop. */
  static <T> Future<T> on(Context loop, Future<T> future) {
    Promise<T> promise = Promise.promise();
    future.onComplete(
        result -> loop.runOnContext(_ -> promise.complete(result)),
        failure -> loop.runOnContext(_ -> promise.fail(failure)));
    return promise.future();
  }
}
