package io.hedgerow.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls from a test's thread to an event loop, with a time limit. */
public final class EventLoopCall {
  private static final long LIMIT_SECONDS = 30;

  private EventLoopCall() {}

  /** Runs the task on the context's event loop; returns its result or throws its exception. */
  public static <T> T onLoop(Context context, Supplier<T> task) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        _ -> {
          try {
            promise.complete(task.get());
          } catch (RuntimeException | Error e) {
            promise.fail(e);
          }
        });
    return await(promise.future());
  }

  /** Waits for a result; fails the test if none arrives in time. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no result within " + LIMIT_SECONDS + " s", e);
    }
  }
}
