package io.hedgerow.gateway.route.reload;

import io.hedgerow.gateway.route.Routes;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.vertx.core.Future;

/** Makes valid routes ready to be put in force. */
@FunctionalInterface
public interface Preparation {
  /**
   * Does what may block or fail, and changes nothing.
   *
   * @throws InvalidRoutes if they cannot be served
   */
  Prepared prepare(Routes routes) throws InvalidRoutes;

  /** Routes that are ready. */
  interface Prepared {
    /** Completes when all event loops have them. */
    Future<?> putInForce();

    /** Puts the routes before these in force again. Some event loops may have these. */
    Future<?> undo();
  }
}
